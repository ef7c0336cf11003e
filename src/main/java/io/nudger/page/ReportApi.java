package io.nudger.page;

import io.nudger.config.Match;
import io.nudger.config.PageGroup;
import io.nudger.config.PageSpec;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import io.nudger.page.RangeApi.Question;
import io.nudger.report.Report;
import io.nudger.report.ReportOptions;
import io.nudger.report.ReportReader;
import io.nudger.report.ReportRequest;
import io.nudger.web.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes reports of the targets of a page, one after the other. Belongs to one event loop. */
final class ReportApi {
    /** It is complete by itself: its style is in it. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final double PERCENT = 100;
    private static final Type<Form> FORM = Type.oneOf(Map.of("json", Form.JSON, "csv", Form.CSV, "html", Form.HTML));
    private static final Type<Boolean> RULE = Type.oneOf(Map.of("counts", true, "left_out", false));
    private static final Type<String> LANGUAGE =
            Type.oneOf(Report.languages().stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
    private static final Type<String> TITLE =
            Type.scalar("a text of 1 to 200 characters on one line", Pattern.compile("[^\\p{Cntrl}]{1,200}"));
    private static final Type<Double> OBJECTIVE = Type.of("a percentage such as 99.9", text -> {
        if (!Pattern.matches("\\d{1,2}(\\.\\d{1,6})?", text) || Double.parseDouble(text) == 0) {
            throw new Refusal("");
        }
        return Double.parseDouble(text) / PERCENT;
    });

    private final Vertx vertx;
    private final Visitors visitors;
    private final ReportReader reader;
    private Future<?> before = Future.succeededFuture();

    private enum Form {
        JSON,
        CSV,
        HTML
    }

    /**
     * A report that is wanted.
     *
     * @param request what is to be in it; null when that is wrong
     * @param within targets that none of these selects are not
     * @param form its form
     * @param language of its HTML form
     */
    record Order(
            @Nullable ReportRequest request, List<Match> within, Form form, String language, RoutingContext context) {}

    ReportApi(Vertx vertx, Visitors visitors, ReportReader reader) {
        this.vertx = vertx;
        this.visitors = visitors;
        this.reader = reader;
    }

    /** What is wrong is in the problems of the parameters. */
    Order order(Parameters parameters, Question question) {
        Form form = parameters.read("format", FORM, Form.JSON);
        PageSpec page = question.page().spec();
        String language =
                parameters.read("lang", LANGUAGE, page.look().languages().get(0));
        List<Match> within = page.groups().stream().map(PageGroup::match).toList();
        return new Order(request(parameters, question), within, form, language, question.context());
    }

    private static @Nullable ReportRequest request(Parameters parameters, Question question) {
        Instant now = question.selection().model().asOf();
        ReportOptions options = new ReportOptions(
                parameters.read("title", TITLE, question.page().spec().look().title()),
                parameters.read("objective", OBJECTIVE),
                parameters.read("maintenance", RULE, question.page().spec().maintenanceCounts()));
        YearMonth month = parameters.read("month", Parameters.MONTH);
        Instant from = parameters.read("from", Parameters.MOMENT);
        Instant to = parameters.read("to", Parameters.MOMENT);
        if (month != null && (from != null || to != null)) {
            parameters.problem("month", "wanted either month, or from and to");
        }
        if (to != null && from == null) {
            parameters.problem("to", "wanted from with it");
        }
        try {
            Match match = Match.of(parameters.all("match"));
            if (from != null) {
                return ReportRequest.ofSpan(from, to == null ? now : to, now, match, options);
            }
            YearMonth last = YearMonth.from(now.atOffset(ZoneOffset.UTC)).minusMonths(1);
            return ReportRequest.ofMonth(month == null ? last : month, now, match, options);
        } catch (IllegalArgumentException e) {
            parameters.problem(from == null ? "month" : "from", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Empty when none of its targets was checked in the span. */
    Future<Optional<Rendered>> make(Order order) {
        ReportRequest request = order.request();
        if (request == null) {
            return Future.failedFuture(new IllegalStateException("the request is wrong"));
        }
        // It may take longer than an answer usually may.
        visitors.stream(order.context().request());
        Future<Optional<Rendered>> made = before.transform(ended ->
                vertx.executeBlocking(() -> render(reader.read(request, order.within(), Instant.now()), order), false));
        before = made;
        return made;
    }

    private static Optional<Rendered> render(Report report, Order order) {
        if (report.isEmpty() || report.isGone()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (order.form()) {
                    case JSON -> Reply.rendered("application/json", report.toJson());
                    case CSV -> Reply.rendered("text/csv; charset=utf-8", report.toCsv());
                    case HTML -> Reply.rendered("text/html; charset=utf-8", report.toHtml(order.language()));
                });
    }

    void send(RoutingContext context, Optional<Rendered> made) {
        if (made.isEmpty()) {
            Reply.problem(
                    context,
                    Reply.NOT_FOUND,
                    "None of the targets that are selected was checked in this span, or nothing of it is kept any more.");
            return;
        }
        Sending.secure(context, POLICY);
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        Sending.send(context, made.get());
    }
}
