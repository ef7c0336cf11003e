package io.nudger.page;

import io.nudger.config.PageGroup.Part;
import io.nudger.config.PageToken.Scope;
import io.nudger.document.Type;
import io.nudger.page.Selection.Shown;
import io.nudger.query.RangeReader;
import io.nudger.query.RecordReader;
import io.nudger.query.Span;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What programs ask of a page that is not in the model: single results, availability and response times of any span, changes, and
 * reports. Each costs the database something, so each caller has a {@link RangeLimit}, and all of them together a bound. Belongs to
 * one event loop.
 */
final class RangeApi {
    static final List<String> REPORTS = List.of("api", "v1", "reports");

    private static final Logger LOG = LoggerFactory.getLogger("nudger.page");
    private static final List<String> CHANGES = List.of("api", "v1", "changes");
    private static final int OF_TARGET = 5;
    private static final int REPORT_COST = 10;
    private static final int MAX_UNDER_WAY = 8;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(31);
    private static final Type<Boolean> BY_HOUR = Type.oneOf(Map.of("1h", true, "1d", false));

    private final Vertx vertx;
    private final RangeReader reader;
    private final ChangesApi changes;
    private final ReportApi reports;
    private final RangeLimit limit = new RangeLimit(System::nanoTime);
    private int underWay;

    /**
     * A question to a page that its caller may see.
     *
     * @param context the request
     * @param page the page
     * @param selection what it shows
     * @param caller who asks
     * @param path for what
     */
    record Question(RoutingContext context, PublishedPage page, Selection selection, Caller caller, List<String> path) {
        /** The target that the path names; null when the page does not show it, or not this part of it. */
        @Nullable Shown target(Part... parts) {
            Shown shown = selection.target(path.get(3));
            if (shown == null || caller.may(Scope.DETAILS)) {
                return shown;
            }
            for (Part part : parts) {
                if (!shown.group().shows(part)) {
                    return null;
                }
            }
            return shown;
        }

        String url(String rest) {
            return page.url(context.request()) + rest;
        }
    }

    RangeApi(Vertx vertx, RangeReader reader, ChangesApi changes, ReportApi reports) {
        this.vertx = vertx;
        this.reader = reader;
        this.changes = changes;
        this.reports = reports;
    }

    /** Answers; false when the question is not for it. */
    boolean answer(Question question) {
        List<String> path = question.path;
        if (path.equals(CHANGES)) {
            changes(question);
        } else if (path.equals(REPORTS)) {
            report(question);
        } else if (path.size() == OF_TARGET && path.subList(0, 3).equals(List.of("api", "v1", "targets"))) {
            return ofTarget(question, path.get(4));
        } else {
            return false;
        }
        return true;
    }

    private boolean ofTarget(Question question, String what) {
        switch (what) {
            case "results" -> results(question);
            case "availability" -> availability(question);
            case "durations" -> durations(question);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void results(Question question) {
        Shown shown = question.target(Part.ZONES);
        if (shown == null) {
            Reply.missing(question.context);
            return;
        }
        Parameters parameters = new Parameters(question.context.queryParams());
        ResultWalk walk = ResultWalk.of(
                reader, shown.target(), parameters, question.selection.model().asOf());
        boolean details = question.caller.may(Scope.DETAILS);
        run(question, parameters, 1, () -> walk.page().map(found -> {
            JsonObject json = found.json(shown.target().name(), details);
            String next = found.next();
            String url =
                    next == null ? null : question.url(walk.path(shown.target().name(), next));
            if (url != null) {
                question.context.response().putHeader("Link", "<" + url + ">; rel=\"next\"");
            }
            return json.put("next", url);
        }));
    }

    private void availability(Question question) {
        Shown shown = question.target(Part.UPTIME);
        if (shown == null) {
            Reply.missing(question.context);
            return;
        }
        Parameters parameters = new Parameters(question.context.queryParams());
        Span span = parameters.span(question.selection.model().asOf(), DAY, LONGEST);
        boolean zones = question.target(Part.UPTIME, Part.ZONES) != null;
        boolean counts = question.page.spec().maintenanceCounts();
        String name = shown.target().name();
        run(question, parameters, 1, () -> Future.all(
                        reader.availability(name, span.from(), span.to()),
                        reader.undividedDays(name, span.from(), span.to()))
                .map(read -> RangeJson.availability(name, span, read.resultAt(0), read.resultAt(1), zones, counts)));
    }

    private void durations(Question question) {
        Shown shown = question.target(Part.RESPONSE_TIME, Part.ZONES);
        if (shown == null) {
            Reply.missing(question.context);
            return;
        }
        Parameters parameters = new Parameters(question.context.queryParams());
        boolean hours = parameters.read("step", BY_HOUR, true);
        Span span = parameters.span(question.selection.model().asOf(), DAY, hours ? LONGEST_BY_HOUR : LONGEST);
        String name = shown.target().name();
        run(question, parameters, 1, () -> reader.durations(name, span.from(), span.to(), hours)
                .map(rows -> RangeJson.durations(name, span, rows).put("step", hours ? "1h" : "1d")));
    }

    private void changes(Question question) {
        Parameters parameters = new Parameters(question.context.queryParams());
        ChangesApi.Wanted wanted = ChangesApi.Wanted.of(parameters, question);
        question.context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (isWrong(question, parameters)) {
            return;
        }
        if (changes.isUpToDate(wanted)) {
            changes.await(wanted);
            return;
        }
        read(question, 1, () -> changes.read(reader, wanted), rows -> changes.answer(wanted, rows));
    }

    private void report(Question question) {
        if (!question.caller.may(Scope.REPORTS)) {
            question.context.response().putHeader("WWW-Authenticate", "Bearer realm=\"reports\"");
            Reply.problem(
                    question.context,
                    Reply.UNAUTHORIZED,
                    "A report asks for a token of this page with the scope reports.");
            return;
        }
        Parameters parameters = new Parameters(question.context.queryParams());
        ReportApi.Order order = reports.order(parameters, question);
        if (!isWrong(question, parameters)) {
            read(question, REPORT_COST, () -> reports.make(order), made -> reports.send(question.context, made));
        }
    }

    private void run(Question question, Parameters parameters, int cost, Supplier<Future<JsonObject>> json) {
        if (isWrong(question, parameters)) {
            return;
        }
        read(
                question,
                cost,
                () -> json.get().compose(answer -> vertx.executeBlocking(() -> Reply.json(answer), false)),
                rendered -> Sending.send(question.context, rendered));
    }

    private static boolean isWrong(Question question, Parameters parameters) {
        JsonArray problems = parameters.problems();
        if (!problems.isEmpty()) {
            Reply.wrong(question.context, problems);
        }
        return !problems.isEmpty();
    }

    /** Reads when there is room, and the caller has not asked for too much. */
    private <T> void read(
            Question question, int cost, Supplier<Future<T>> work, java.util.function.Consumer<T> answer) {
        RoutingContext context = question.context;
        if (underWay >= MAX_UNDER_WAY) {
            Reply.later(context, Reply.TOO_MANY_REQUESTS, 1, "Many ask for spans at this moment; ask again.");
            return;
        }
        long seconds = limit.take(question.caller, cost);
        if (seconds > 0) {
            Reply.later(
                    context,
                    Reply.TOO_MANY_REQUESTS,
                    seconds,
                    "You have asked for too many spans of late; a token of your own has a limit of its own.");
            return;
        }
        underWay++;
        work.get().onComplete(read -> {
            underWay--;
            if (read.succeeded()) {
                answer.accept(read.result());
            } else {
                LOG.debug("span not read reason=\"{}\"", RecordReader.describe(read.cause()));
                Reply.away(context);
            }
        });
    }
}
