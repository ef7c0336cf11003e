package io.nudger.page;

import io.nudger.config.PageAccess;
import io.nudger.config.PageToken.Scope;
import io.nudger.page.PageDirectory.Place;
import io.nudger.page.RangeApi.Question;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What programs ask of a page: its targets, outages and maintenances as JSON, the answers that readers of Statuspage and Gatus
 * expect, badges, and the feed; and what {@link RangeApi} reads for them. All of it is made of the {@link Selection} of the page:
 * what the page does not show is in none of it, and neither are messages, addresses and evidence. Belongs to one event loop.
 */
final class PublicApi implements Face {
    private static final Set<String> OWN = Set.of("api", "badge", "feed.atom");
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final List<String> OUTAGES = List.of("api", "v1", "outages");
    private static final Rendered DESCRIPTION = description();
    /** Stands for what is not there, since what is rendered is something. */
    private static final Rendered NOTHING = Reply.rendered("text/plain", "");

    private final Vertx vertx;
    private final PageDirectory directory;
    private final Supplier<@Nullable Model> models;
    private final Predicate<Question> ranges;
    private final Renderings renderings = new Renderings();

    /** @param ranges answers what it knows, and says so */
    PublicApi(Vertx vertx, PageDirectory directory, Supplier<@Nullable Model> models, Predicate<Question> ranges) {
        this.vertx = vertx;
        this.directory = directory;
        this.models = models;
        this.ranges = ranges;
    }

    private static Rendered description() {
        try (InputStream file = Objects.requireNonNull(PublicApi.class.getResourceAsStream("openapi.yaml"))) {
            return Rendered.of("application/yaml", Buffer.buffer(file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void mount(Router router) {
        router.route("/*").handler(this::answer);
    }

    /** The pages are others now. */
    void forget() {
        renderings.clear();
    }

    /** There is another model: what programs ask for is rendered from it. */
    Future<Void> renew(Model model) {
        return renderings.renew(model);
    }

    private void answer(RoutingContext context) {
        Place place = directory.find(context.request().path());
        if (place == null
                || place.segments().isEmpty()
                || !OWN.contains(place.segments().get(0))) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        Sending.secure(context, POLICY);
        HttpMethod method = context.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            Reply.problem(
                    context, Reply.METHOD_NOT_ALLOWED, "There is nothing to be changed here: wanted GET or HEAD.");
            return;
        }
        PublishedPage page = place.page();
        Caller caller = Gate.caller(page, context.request());
        List<String> path = place.segments();
        boolean reports = path.equals(RangeApi.REPORTS);
        if (!caller.viewer() && !(reports && caller.may(Scope.REPORTS))) {
            refuse(context, page);
            return;
        }
        boolean everybody = page.spec().access().isPublic() && caller.scopes().isEmpty();
        if (everybody) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, everybody ? "public, max-age=10" : "private, no-cache");
        Model model = models.get();
        if (model == null) {
            Reply.later(context, Reply.UNAVAILABLE, 5, "The record has not been read yet.");
        } else if (!ranges.test(new Question(context, page, page.select(model), caller, path))) {
            fromMemory(context, page, model, caller, path);
        }
    }

    private static void refuse(RoutingContext context, PublishedPage page) {
        boolean basic = page.spec().access() instanceof PageAccess.Basic;
        if (basic) {
            context.response().putHeader("WWW-Authenticate", "Basic realm=\"status\", charset=\"UTF-8\"");
        }
        Reply.problem(context, basic ? Reply.UNAUTHORIZED : Reply.FORBIDDEN, "This page is not for everybody.");
    }

    private void fromMemory(RoutingContext context, PublishedPage page, Model model, Caller caller, List<String> path) {
        if (path.equals(List.of("api", "v1", "openapi.yaml"))) {
            Sending.send(context, DESCRIPTION);
            return;
        }
        Parameters parameters = new Parameters(context.queryParams());
        OutageFilter filter = path.equals(OUTAGES) ? OutageFilter.of(parameters) : OutageFilter.ALL;
        JsonArray problems = isOwn(path) ? parameters.problems() : new JsonArray();
        if (!problems.isEmpty()) {
            Reply.wrong(context, problems);
            return;
        }
        String origin = page.origin(context.request());
        String key =
                String.join("\n", page.spec().slug(), origin, String.join("/", path), filter + "" + caller.scopes());
        boolean details = caller.may(Scope.DETAILS);
        Future<Rendered> answer = renderings.get(key, model, newest -> {
            Answers answers = new Answers(page, page.select(newest), origin, details);
            return vertx.executeBlocking(() -> render(path, answers, filter), false);
        });
        answer.onSuccess(rendered -> {
                    if (rendered.equals(NOTHING)) {
                        Reply.missing(context);
                    } else {
                        Sending.send(context, rendered);
                    }
                })
                .onFailure(context::fail);
    }

    /** Not those that readers of other pages know: they may add what they like. */
    private static boolean isOwn(List<String> path) {
        return path.size() > 2 && path.get(1).equals("v1") && !path.get(2).equals("endpoints");
    }

    private static Rendered render(List<String> path, Answers answers, OutageFilter filter) {
        Rendered rendered = rendered(path, answers, filter);
        return rendered == null ? NOTHING : rendered;
    }

    private static @Nullable Rendered rendered(List<String> path, Answers answers, OutageFilter filter) {
        String first = path.get(0);
        if (first.equals("feed.atom")) {
            return path.size() == 1 ? Reply.rendered("application/atom+xml; charset=utf-8", answers.feed()) : null;
        }
        if (first.equals("badge")) {
            return badge(answers.badge(path.subList(1, path.size())));
        }
        if (path.size() > 3
                && path.get(1).equals("v1")
                && path.get(2).equals("endpoints")
                && !path.get(3).equals("statuses")) {
            return badge(answers.gatusBadge(path.subList(3, path.size())));
        }
        Object json = json(String.join("/", path.subList(1, path.size())), answers, filter);
        return json == null ? null : Reply.json(json);
    }

    private static @Nullable Object json(String path, Answers answers, OutageFilter filter) {
        Statuspage statuspage = new Statuspage(answers);
        return switch (path) {
            case "v1/targets" -> answers.targets();
            case "v1/zones" -> answers.zones();
            case "v1/outages" -> answers.outages(filter);
            case "v1/maintenances" -> answers.maintenances();
            case "v1/endpoints/statuses" -> answers.gatusStatuses();
            case "v2/summary.json" -> statuspage.summary();
            case "v2/status.json" -> statuspage.status();
            case "v2/components.json" -> statuspage.components();
            case "v2/incidents.json" -> statuspage.incidents(false);
            case "v2/incidents/unresolved.json" -> statuspage.incidents(true);
            case "v2/scheduled-maintenances.json" -> statuspage.maintenances(false);
            case "v2/scheduled-maintenances/upcoming.json" -> statuspage.maintenances(true);
            default -> path.startsWith("v1/targets/") ? answers.target(path.substring("v1/targets/".length())) : null;
        };
    }

    private static @Nullable Rendered badge(@Nullable Badge badge) {
        if (badge == null) {
            return null;
        }
        return badge.shields() ? Reply.json(badge.json()) : Reply.rendered("image/svg+xml; charset=utf-8", badge.svg());
    }

    static JsonArray array(List<JsonObject> rows) {
        return new JsonArray(rows);
    }
}
