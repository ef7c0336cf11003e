package io.nudger.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.config.HttpSettings;
import io.nudger.config.PageSpec;
import io.nudger.config.Pages;
import io.nudger.config.PagesLoader;
import io.nudger.config.Settings;
import io.nudger.config.Stamped;
import io.nudger.document.Environment;
import io.nudger.query.Change;
import io.nudger.query.RangeReader;
import io.nudger.query.RecordReader;
import io.nudger.reload.FollowedFile;
import io.nudger.report.ReportReader;
import io.nudger.web.Listener;
import io.nudger.web.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the status pages, on a listener of their own. Any number of processes may: none of them writes anything, and each
 * answers from a {@link ReadModel} of its own. What else is served beside the pages is a {@link Face}, mounted here.
 */
public final class PageVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.page");
    private static final String PAGE = "page";
    private static final String PAGES = "pages";
    private static final String FRESH = "page-record";
    /** A browser with many cookies of others sends some kilobytes. */
    private static final Listener.Longest LONGEST = new Listener.Longest(16_384, 4_096);

    private static final int ANSWERS_A_SECOND = 5_000;

    private final HttpSettings listener;
    private final Settings settings;
    private final Stamped<Pages> pages;
    private final Environment environment;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;
    private final int maxConnections;

    private final PageDirectory directory = new PageDirectory();
    private @Nullable ReadModel model;
    private @Nullable StatusPages statusPages;
    private @Nullable EventStreams streams;
    private @Nullable PublicApi api;
    private @Nullable RangeReader ranges;
    private @Nullable ChangesApi changes;
    private @Nullable FollowedFile<Pages> file;
    private @Nullable Model last;
    /** When those who listen have heard of the newest change. */
    private Future<Void> told = Future.succeededFuture();

    private @Nullable HttpServer server;

    /**
     * @param settings of the process
     * @param pages which there are, as the file said when it was read
     * @param environment where {@code ${NAME}} in the file of pages is looked up
     * @param readiness gets a check that is up when there is something to show
     * @param detail gets the checks {@code page-record} and {@code pages}: down while the database is away, or while the file is
     *     wrong
     * @param registry gets the meters
     * @param maxConnections how many browsers may be connected at the same time
     */
    public PageVerticle(
            Settings settings,
            Stamped<Pages> pages,
            Environment environment,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry,
            int maxConnections) {
        this.listener = settings.page();
        this.settings = settings;
        this.pages = pages;
        this.environment = environment;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
        this.maxConnections = maxConnections;
    }

    /** Completes when the port is open, whether PostgreSQL is there or not; fails when it cannot be opened. */
    @Override
    public Future<?> start() {
        Visitors visitors = new Visitors(
                vertx,
                new Visitors.Bounds(maxConnections, ANSWERS_A_SECOND, Visitors.Patience.DEFAULT),
                "nudger.page",
                registry);
        RecordReader reader = RecordReader.open(vertx, settings.postgres());
        ReadModel read = new ReadModel(vertx, reader, this::follow, registry);
        model = read;
        StatusPages shown = new StatusPages(vertx, directory, read::model, new Details(reader));
        statusPages = shown;
        EventStreams events = new EventStreams(
                vertx, directory, read::model, read::newestChange, visitors, maxConnections * 3 / 4, registry);
        streams = events;
        PublicApi answers = new PublicApi(vertx, directory, read::model, rangeApi(visitors, read)::answer);
        api = answers;
        Router router = Router.router(vertx);
        List<Face> faces = List.of(new AssetFiles(directory), events, answers, shown);
        faces.forEach(face -> face.mount(router));
        return publishFirst().compose(published -> {
            readiness.register(PAGE, answer -> answer.tryComplete(read.status()));
            detail.register(FRESH, answer -> answer.tryComplete(read.freshness()));
            read.start();
            return listen(visitors, router);
        });
    }

    private RangeApi rangeApi(Visitors visitors, ReadModel read) {
        RangeReader reader = RangeReader.open(vertx, settings.postgres());
        ranges = reader;
        ChangesApi waits = new ChangesApi(vertx, visitors, read::newestChange, maxConnections / 4);
        changes = waits;
        return new RangeApi(
                vertx, reader, waits, new ReportApi(vertx, visitors, new ReportReader(settings.postgres())));
    }

    /** Serves the pages that were read, and follows their file, if there is one. */
    private Future<Void> publishFirst() {
        Path path = settings.pages();
        if (path == null) {
            return publish(pages.content());
        }
        FollowedFile<Pages> followed = new FollowedFile<>(
                vertx,
                path,
                new PagesLoader(path, environment),
                read -> publish(read).map(served -> "pages=" + read.pages().size()),
                PAGES,
                LOG,
                registry);
        file = followed;
        detail.register(PAGES, answer -> answer.tryComplete(followed.status()));
        return followed.start(pages);
    }

    private Future<HttpServer> listen(Visitors visitors, Router router) {
        return Listener.open(vertx, listener, "page", LONGEST, visitors, router).onSuccess(listening -> {
            server = listening;
            LOG.info("listening url=http://{}:{}; the status page", listener.host(), listening.actualPort());
        });
    }

    /** Serves these from now on. */
    private Future<Void> publish(Pages next) {
        return vertx.executeBlocking(
                        () -> {
                            TrustedProxies proxies = new TrustedProxies(next.trustedProxies());
                            List<PublishedPage> published = new ArrayList<>();
                            for (PageSpec spec : next.pages()) {
                                published.add(new PublishedPage(spec, PageAssets.of(spec), proxies));
                            }
                            return published;
                        },
                        false)
                .map(published -> {
                    directory.publish(published);
                    if (statusPages != null && streams != null && api != null && changes != null) {
                        statusPages.forget();
                        api.forget();
                        streams.restart();
                        changes.restart();
                    }
                    return null;
                });
    }

    /** Whoever hears of a change looks at once: what they look at is rendered before. */
    private Future<Void> follow(Model next, List<Change> news) {
        Model before = last;
        last = next;
        if (statusPages == null || api == null || streams == null || changes == null) {
            return Future.succeededFuture();
        }
        ChangesApi waits = changes;
        EventStreams events = streams;
        Future<Void> renewed = Future.join(statusPages.renew(next, before == null), api.renew(next))
                .mapEmpty();
        told = told.eventually(() -> renewed).eventually(() -> {
            waits.publish(news);
            return before == null ? Future.succeededFuture() : events.publish(before, next, news);
        });
        return renewed;
    }

    /** Reads the file of pages again. May be called from any thread once the verticle is deployed. */
    public Future<Void> reload() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(here -> {
            Future<Void> reloaded = file == null ? Future.succeededFuture() : file.reload();
            reloaded.onComplete(done);
        });
        return done.future();
    }

    @Override
    public Future<?> stop() {
        readiness.unregister(PAGE);
        detail.unregister(FRESH).unregister(PAGES);
        Future<Void> unfollowed = file == null ? Future.succeededFuture() : file.close();
        Future<Void> spans = ranges == null ? Future.succeededFuture() : ranges.close();
        Future<Void> closed = unfollowed
                .eventually(() -> model == null ? Future.succeededFuture() : model.stop())
                .eventually(() -> spans);
        return server == null ? closed : server.close().eventually(() -> closed);
    }
}
