package io.nudger.page;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.page.PageDirectory.Place;
import io.nudger.page.Selection.Shown;
import io.nudger.query.Change;
import io.nudger.web.Crowds;
import io.nudger.web.PacedResponse;
import io.nudger.web.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers of changes, as server-sent events. The id of an event is that of the change in the record, so that a browser
 * which was cut off is given what it missed, from whichever process it finds next. Belongs to one event loop.
 */
final class EventStreams implements Face {
    private static final String EVENTS = "events";
    private static final int UNAVAILABLE = 503;
    private static final int KEPT = 1_000;
    private static final long BEAT_MILLIS = 15_000;
    /** A write takes some microseconds. */
    private static final int AT_ONCE = 50;

    private static final String REFRESH = "event: refresh\ndata: {}\n\n";

    private final Vertx vertx;
    private final PageDirectory directory;
    private final Supplier<@Nullable Model> models;
    private final LongSupplier newest;
    private final Visitors visitors;
    private final int max;
    private final Map<HttpServerResponse, Stream> streams = new LinkedHashMap<>();
    private final Deque<Change> kept = new ArrayDeque<>();

    /** All who listen to this page in this language are told the same. */
    private record Listener(PublishedPage page, Words words) {}

    private record Stream(String caller, Listener listener) {}

    /**
     * @param newest the id of the newest change in the model
     * @param max how many may listen at the same time
     */
    EventStreams(
            Vertx vertx,
            PageDirectory directory,
            Supplier<@Nullable Model> models,
            LongSupplier newest,
            Visitors visitors,
            int max,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.directory = directory;
        this.models = models;
        this.newest = newest;
        this.visitors = visitors;
        this.max = max;
        Buffer pulse = Buffer.buffer(":\n\n");
        vertx.setPeriodic(BEAT_MILLIS, beat -> inTurns(all(), (response, listener) -> write(response, pulse))
                .onFailure(PacedResponse::left));
        Gauge.builder("nudger.page.streams", streams, Map::size)
                .description("Browsers that are told of changes")
                .register(meters);
    }

    @Override
    public void mount(Router router) {
        router.get("/*").handler(this::open);
    }

    private void open(RoutingContext context) {
        Place place = directory.find(context.request().path());
        if (place == null || !place.segments().equals(List.of(EVENTS))) {
            context.next();
            return;
        }
        Sending.secure(context);
        Caller caller = Gate.caller(place.page(), context.request());
        if (!caller.viewer()) {
            StatusPages.refuse(context, place.page());
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (streams.size() >= max && !makeRoom(caller.name())) {
            response.setStatusCode(UNAVAILABLE)
                    .putHeader(HttpHeaders.RETRY_AFTER, "30")
                    .end("too many browsers listen; the page itself is still there\n")
                    .onFailure(PacedResponse::left);
            return;
        }
        Words words = Languages.of(context, place.page().spec().look().languages());
        visitors.stream(context.request());
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no")
                .closeHandler(closed -> streams.remove(response));
        Listener listener = new Listener(place.page(), words);
        streams.put(response, new Stream(caller.name(), listener));
        write(response, Buffer.buffer("retry: 3000\n\n" + missed(context.request(), listener)));
    }

    /** Ends the oldest stream of the caller that has most of them; false when that is the newcomer. */
    private boolean makeRoom(String newcomer) {
        Crowds crowds = Crowds.of(streams.values().stream().map(Stream::caller));
        if (crowds.isLargest(newcomer)) {
            return false;
        }
        streams.entrySet().stream()
                .filter(open -> crowds.isLargest(open.getValue().caller))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(this::end);
        return true;
    }

    private void end(HttpServerResponse response) {
        streams.remove(response);
        response.end().onFailure(PacedResponse::left);
    }

    /**
     * What it has not heard of: the changes after the one that it got last, and whether its page is of another time. What this
     * process does not know, as after its start, is looked at anew as well.
     */
    private String missed(HttpServerRequest request, Listener listener) {
        Model model = models.get();
        if (model == null) {
            return "";
        }
        String shown = request.getParam("shown");
        boolean otherwise =
                shown != null && !shown.equals(listener.page.select(model).digest());
        String last = request.getHeader("Last-Event-ID");
        if (last == null || !last.matches("\\d{1,18}")) {
            return otherwise ? REFRESH : "";
        }
        long id = Long.parseLong(last);
        long oldest = kept.isEmpty() ? newest.getAsLong() + 1 : kept.getFirst().id();
        if (oldest > id + 1) {
            return REFRESH;
        }
        List<Change> missed = kept.stream().filter(change -> change.id() > id).toList();
        return events(listener, model, missed, otherwise).toString();
    }

    /** The model has changed: those who listen hear of what is on their page. Completes when all have. */
    Future<Void> publish(Model before, Model now, List<Change> changes) {
        for (Change change : changes) {
            kept.addLast(change);
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        }
        boolean otherwise = before.away() != now.away()
                || before.decided() != now.decided()
                || (changes.isEmpty() && !before.states().equals(now.states()));
        if (changes.isEmpty() && !otherwise) {
            return Future.succeededFuture();
        }
        Map<Listener, Buffer> events = new HashMap<>();
        return inTurns(
                all(),
                (response, listener) ->
                        write(response, events.computeIfAbsent(listener, one -> events(one, now, changes, otherwise))));
    }

    /** Some at a time: whoever asks for a page meanwhile does not wait for a thousand others. */
    private Future<Void> inTurns(List<HttpServerResponse> all, BiConsumer<HttpServerResponse, Listener> each) {
        int first = Math.min(AT_ONCE, all.size());
        for (HttpServerResponse response : all.subList(0, first)) {
            Stream stream = streams.get(response);
            if (stream != null) {
                each.accept(response, stream.listener);
            }
        }
        if (first == all.size()) {
            return Future.succeededFuture();
        }
        return vertx.timer(1, TimeUnit.MILLISECONDS).compose(turn -> inTurns(all.subList(first, all.size()), each));
    }

    private static Buffer events(Listener listener, Model model, List<Change> changes, boolean otherwise) {
        StringBuilder events = new StringBuilder();
        changes.forEach(change -> events.append(event(listener, model, change)));
        return Buffer.buffer(events.append(otherwise ? REFRESH : "").toString());
    }

    private static String event(Listener listener, Model model, Change change) {
        Shown shown = listener.page.select(model).target(change.target());
        if (shown == null) {
            return "";
        }
        String state = listener.words.text("state." + change.to().wireName());
        JsonObject data = new JsonObject()
                .put("target", shown.target().name())
                .put("name", shown.name())
                .put("state", change.to().wireName())
                .put("since", change.since().toString())
                .put("late", change.late())
                .put("text", listener.words.text("event.state", shown.name(), state));
        return "id: " + change.id() + "\nevent: state\ndata: " + data.encode() + "\n\n";
    }

    /** Whoever does not read is cut off, and comes again with the id of the event that it got last. */
    private void write(HttpServerResponse response, Buffer event) {
        if (event.length() == 0) {
            return;
        }
        if (response.closed() || response.writeQueueFull()) {
            streams.remove(response);
            response.reset().onFailure(PacedResponse::left);
            return;
        }
        response.write(event).onFailure(PacedResponse::left);
    }

    private List<HttpServerResponse> all() {
        return new ArrayList<>(streams.keySet());
    }

    /** Pages are others now: browsers come again, and are let in or not. */
    void restart() {
        all().forEach(this::end);
    }
}
