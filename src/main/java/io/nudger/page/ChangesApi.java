package io.nudger.page;

import io.nudger.document.Type;
import io.nudger.page.RangeApi.Question;
import io.nudger.page.Selection.Shown;
import io.nudger.query.Change;
import io.nudger.query.RangeReader;
import io.nudger.web.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Changes of states for programs that have no Kafka: they ask for those after the last one that they know, and wait a while when
 * there is none. Whoever waits costs no query. Belongs to one event loop.
 */
final class ChangesApi {
    private static final int MOST = 1_000;
    private static final int USUAL = 100;
    private static final Type<Duration> WAIT = Type.duration(Duration.ZERO, Duration.ofSeconds(60));
    private static final Type<Long> ID = Type.of("the id of a change", text -> {
        if (!Pattern.matches("\\d{1,18}", text)) {
            throw new io.nudger.document.Refusal("");
        }
        return Long.parseLong(text);
    });

    private final Vertx vertx;
    private final Visitors visitors;
    private final LongSupplier newest;
    private final int max;
    /** Who waits, and the timer that ends it. */
    private final Map<Wanted, Long> waiting = new LinkedHashMap<>();

    /**
     * What is wanted.
     *
     * @param question who asks whom
     * @param after changes with a greater id
     * @param since that were decided since
     * @param most how many
     * @param patience how long to wait when there is none
     */
    record Wanted(Question question, long after, Instant since, int most, Duration patience) {
        static Wanted of(Parameters parameters, Question question) {
            return new Wanted(
                    question,
                    parameters.read("after", ID, 0L),
                    parameters.read("since", Parameters.MOMENT, Instant.EPOCH),
                    parameters.read("limit", Type.number(1, MOST), USUAL),
                    parameters.read("wait", WAIT, Duration.ZERO));
        }

        private RoutingContext context() {
            return question.context();
        }

        private List<Integer> targets() {
            return question.selection().targets().stream()
                    .map(shown -> shown.target().id())
                    .toList();
        }

        private boolean wants(Change change) {
            return change.id() > after
                    && !change.decidedAt().isBefore(since)
                    && question.selection().target(change.target()) != null;
        }
    }

    /**
     * @param visitors to whom those who wait are announced
     * @param newest the id of the newest change that this process knows
     * @param max how many may wait at the same time
     */
    ChangesApi(Vertx vertx, Visitors visitors, LongSupplier newest, int max) {
        this.vertx = vertx;
        this.visitors = visitors;
        this.newest = newest;
        this.max = max;
    }

    /** Whether there is nothing that whoever asks does not know. */
    boolean isUpToDate(Wanted wanted) {
        return wanted.after >= newest.getAsLong();
    }

    Future<List<Change>> read(RangeReader reader, Wanted wanted) {
        return reader.changes(wanted.after, wanted.since, wanted.targets(), wanted.most);
    }

    /** These, or when there is none whatever comes. */
    void answer(Wanted wanted, List<Change> changes) {
        if (changes.isEmpty()) {
            await(wanted);
        } else {
            send(wanted, changes);
        }
    }

    /** Until something changes, or the time is over. */
    void await(Wanted wanted) {
        if (wanted.patience.isZero()) {
            send(wanted, List.of());
            return;
        }
        if (waiting.size() >= max) {
            Reply.later(wanted.context(), Reply.UNAVAILABLE, 30, "Too many wait for changes; ask without wait.");
            return;
        }
        visitors.stream(wanted.context().request());
        waiting.put(wanted, vertx.setTimer(Math.max(1, wanted.patience.toMillis()), over -> {
            if (waiting.remove(wanted) != null) {
                send(wanted, List.of());
            }
        }));
        wanted.context().response().closeHandler(closed -> end(wanted));
    }

    private void end(Wanted wanted) {
        Long timer = waiting.remove(wanted);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** The states have changed. */
    void publish(List<Change> changes) {
        for (Wanted wanted : new ArrayList<>(waiting.keySet())) {
            List<Change> news =
                    changes.stream().filter(wanted::wants).limit(wanted.most).toList();
            if (!news.isEmpty()) {
                end(wanted);
                send(wanted, news);
            }
        }
    }

    /** Pages are others now: whoever waits asks again, and is let in or not. */
    void restart() {
        for (Wanted wanted : new ArrayList<>(waiting.keySet())) {
            end(wanted);
            send(wanted, List.of());
        }
    }

    private static void send(Wanted wanted, List<Change> changes) {
        JsonArray rows = new JsonArray();
        long next = wanted.after;
        for (Change change : changes) {
            next = change.id();
            Shown shown = wanted.question.selection().target(change.target());
            if (shown != null) {
                rows.add(json(change, shown));
            }
        }
        Sending.send(
                wanted.context(),
                Reply.json(new JsonObject().put("changes", rows).put("next", next)));
    }

    private static JsonObject json(Change change, Shown shown) {
        return new JsonObject()
                .put("id", change.id())
                .put("target", shown.target().name())
                .put("from", change.from() == null ? null : change.from().wireName())
                .put("to", change.to().wireName())
                .put("since", change.since().toString())
                .put("decided_at", change.decidedAt().toString())
                .put("cause", change.cause())
                .put("late", change.late());
    }
}
