package io.nudger.page;

import io.nudger.page.PageDirectory.Place;
import io.nudger.page.Selection.Shown;
import io.nudger.query.OutageEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers with the views of pages. Belongs to one event loop. */
final class StatusPages implements Face {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final PageDirectory directory;
    private final Supplier<@Nullable Model> models;
    private final Details details;
    private final Templates templates = new Templates();
    private final Renderings renderings = new Renderings();

    StatusPages(Vertx vertx, PageDirectory directory, Supplier<@Nullable Model> models, Details details) {
        this.vertx = vertx;
        this.directory = directory;
        this.models = models;
        this.details = details;
    }

    @Override
    public void mount(Router router) {
        router.get("/*").method(HttpMethod.HEAD).handler(this::answer);
    }

    /** The pages are others now. */
    void forget() {
        renderings.clear();
    }

    /** There is another model: what people look at is rendered from it; from the first one, what they look at first. */
    Future<Void> renew(Model model, boolean first) {
        if (first) {
            List<Future<Rendered>> begun = new ArrayList<>();
            for (PublishedPage page : directory.pages()) {
                Words words = Words.of(page.spec().look().languages().get(0), false);
                begun.add(render(key(page, words, List.of()), model, "overview", page, words, Views::overview));
            }
            return Future.join(begun).otherwiseEmpty().mapEmpty();
        }
        return renderings.renew(model);
    }

    private static String key(PublishedPage page, Words words, List<String> path) {
        return String.join("\n", page.spec().slug(), words.language() + words.suffix(), String.join("/", path));
    }

    private void answer(RoutingContext context) {
        Sending.secure(context);
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Place place = directory.find(context.request().path());
        if (place == null) {
            plain(context, NOT_FOUND, "There is no such page.");
            return;
        }
        if (!Gate.admits(place.page(), context.request())) {
            refuse(context, place.page());
            return;
        }
        Model model = models.get();
        if (model == null) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            plain(context, UNAVAILABLE, "The record has not been read yet. Try again in a few seconds.");
            return;
        }
        Words words = Languages.of(context, place.page().spec().look().languages());
        show(context, place, model, words);
    }

    static void refuse(RoutingContext context, PublishedPage page) {
        if (page.spec().access() instanceof io.nudger.config.PageAccess.Basic) {
            context.response().putHeader("WWW-Authenticate", "Basic realm=\"status\", charset=\"UTF-8\"");
            plain(context, UNAUTHORIZED, "This page asks for a user and a password.");
            return;
        }
        plain(context, FORBIDDEN, "This page is not for everybody, and not to be seen from here.");
    }

    private static void plain(RoutingContext context, int status, String text) {
        context.response().setStatusCode(status);
        Sending.send(
                context, Rendered.of("text/plain; charset=utf-8", io.vertx.core.buffer.Buffer.buffer(text + "\n")));
    }

    private void show(RoutingContext context, Place place, Model model, Words words) {
        PublishedPage page = place.page();
        Selection selection = page.select(model);
        List<String> path = place.segments();
        String view = path.isEmpty() ? "" : path.get(0);
        String key = key(page, words, path);
        if (path.isEmpty()) {
            send(context, place, render(key, model, "overview", page, words, Views::overview));
        } else if (path.size() == 2 && view.equals("targets")) {
            target(context, place, key, words, selection.target(path.get(1)));
        } else if (path.size() == 2 && view.equals("outages")) {
            outage(context, place, key, words, selection.outage(number(path.get(1))));
        } else if (path.size() <= 2 && view.equals("history")) {
            YearMonth month = path.size() == 1 ? null : month(path.get(1));
            if (path.size() == 1 || (month != null && Views.hasHistory(model, month))) {
                send(context, place, render(key, model, "history", page, words, views -> views.history(month)));
            } else {
                missing(context, place, words);
            }
        } else if (path.equals(List.of("maintenance"))) {
            send(context, place, render(key, model, "maintenance", page, words, Views::maintenances));
        } else {
            missing(context, place, words);
        }
    }

    private void target(RoutingContext context, Place place, String key, Words words, @Nullable Shown shown) {
        Model model = models.get();
        if (shown == null || model == null) {
            missing(context, place, words);
            return;
        }
        PublishedPage page = place.page();
        details.of(shown.target(), model.today().minusDays(page.spec().days() - 1L))
                .compose(detail -> renderings.get(
                        key,
                        List.of(model.version(), detail),
                        () -> onWorker("target", () -> new TargetViews(new Views(page, page.select(model), words))
                                .of(shown, detail.orElse(null)))))
                .onSuccess(rendered -> sendRendered(context, place, rendered))
                .onFailure(context::fail);
    }

    private void outage(RoutingContext context, Place place, String key, Words words, @Nullable OutageEntry outage) {
        Model model = models.get();
        if (outage == null || model == null) {
            missing(context, place, words);
            return;
        }
        PublishedPage page = place.page();
        details.of(outage)
                .compose(changes -> renderings.get(
                        key,
                        List.of(model.version(), changes),
                        () -> onWorker("outage", () -> new Views(page, page.select(model), words)
                                .outage(outage, changes.orElse(List.of())))))
                .onSuccess(rendered -> sendRendered(context, place, rendered))
                .onFailure(context::fail);
    }

    private Future<Rendered> render(
            String key, Model model, String template, PublishedPage page, Words words, Function<Views, Object> view) {
        return renderings.get(key, model, newest -> {
            Selection selection = page.select(newest);
            return onWorker(template, () -> view.apply(new Views(page, selection, words)));
        });
    }

    private Future<Rendered> onWorker(String template, Supplier<Object> view) {
        return vertx.executeBlocking(() -> templates.render(template, view.get()), false);
    }

    private void missing(RoutingContext context, Place place, Words words) {
        Model model = models.get();
        if (model == null) {
            plain(context, NOT_FOUND, "There is no such page.");
            return;
        }
        PublishedPage page = place.page();
        String key = key(page, words, List.of("missing"));
        render(key, model, "error", page, words, views -> views.error("missing"))
                .onSuccess(rendered -> {
                    context.response().setStatusCode(NOT_FOUND);
                    Sending.send(context, rendered);
                })
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, Place place, Future<Rendered> page) {
        page.onSuccess(rendered -> sendRendered(context, place, rendered)).onFailure(context::fail);
    }

    private static void sendRendered(RoutingContext context, Place place, Rendered rendered) {
        HttpServerResponse response = context.response();
        boolean everybody = place.page().spec().access().isPublic();
        response.putHeader(HttpHeaders.CACHE_CONTROL, everybody ? "public, no-cache" : "private, no-cache");
        Sending.send(context, rendered);
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    private static @Nullable YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
