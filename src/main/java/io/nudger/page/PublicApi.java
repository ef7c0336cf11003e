package io.nudger.page;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.nudger.config.PageAccess;
import io.nudger.page.PageDirectory.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What programs ask of a page: its targets, outages and maintenances as JSON, the answers that readers of Statuspage and Gatus
 * expect, badges, and the feed. All of it is made of the {@link Selection} of the page: what the page does not show is in none of
 * it, and neither are messages, addresses and evidence. Belongs to one event loop.
 */
final class PublicApi implements Face {
    private static final Set<String> OWN = Set.of("api", "badge", "feed.atom");
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

    private final PageDirectory directory;
    private final Supplier<@Nullable Model> models;

    PublicApi(PageDirectory directory, Supplier<@Nullable Model> models) {
        this.directory = directory;
        this.models = models;
    }

    @Override
    public void mount(Router router) {
        router.get("/*").method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        Place place = directory.find(context.request().path());
        if (place == null
                || place.segments().isEmpty()
                || !OWN.contains(place.segments().get(0))) {
            context.next();
            return;
        }
        Sending.secure(context, POLICY);
        PublishedPage page = place.page();
        if (!Gate.admits(page.spec().access(), context.request())) {
            boolean basic = page.spec().access() instanceof PageAccess.Basic;
            if (basic) {
                context.response().putHeader("WWW-Authenticate", "Basic realm=\"status\", charset=\"UTF-8\"");
            }
            problem(context, basic ? UNAUTHORIZED : FORBIDDEN, "This page is not for everybody.");
            return;
        }
        Model model = models.get();
        if (model == null) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            problem(context, UNAVAILABLE, "The record has not been read yet.");
            return;
        }
        Rendered rendered = render(place.segments(), new Answers(page, page.select(model), origin(context)));
        if (rendered == null) {
            problem(context, NOT_FOUND, "There is no such thing, or this page does not show it.");
            return;
        }
        boolean everybody = page.spec().access().isPublic();
        if (everybody) {
            context.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, everybody ? "public, max-age=10" : "private, no-cache");
        Sending.send(context, rendered);
    }

    private static @Nullable Rendered render(List<String> path, Answers answers) {
        String first = path.get(0);
        if (first.equals("feed.atom")) {
            return path.size() == 1 ? rendered("application/atom+xml; charset=utf-8", answers.feed()) : null;
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
        Object json = json(String.join("/", path.subList(1, path.size())), answers);
        return json == null ? null : rendered("application/json", json.toString());
    }

    private static @Nullable Object json(String path, Answers answers) {
        Statuspage statuspage = new Statuspage(answers);
        return switch (path) {
            case "v1/targets" -> answers.targets();
            case "v1/outages" -> answers.outages();
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
        return badge.shields()
                ? rendered("application/json", badge.json().encode())
                : rendered("image/svg+xml; charset=utf-8", badge.svg());
    }

    private static Rendered rendered(String type, String content) {
        return Rendered.of(type, Buffer.buffer(content));
    }

    /** Where the page is, as whoever asks sees it. */
    private static String origin(RoutingContext context) {
        String host = String.valueOf(context.request().authority());
        return context.request().scheme() + "://" + host;
    }

    /** RFC 9457. */
    private static void problem(RoutingContext context, int status, String detail) {
        context.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
        Sending.send(context, rendered("application/problem+json", problem.encode()));
    }

    static JsonArray array(List<JsonObject> rows) {
        return new JsonArray(rows);
    }
}
