package io.nudger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Chromium;
import io.nudger.testing.Chromium.Tab;
import io.nudger.testing.Deployment;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Node;
import io.nudger.testing.PageRows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Row 11: a status page of 1,000 targets in three zones over 90 days, by one process: how long it takes to read the record, a view
 * at 500 a second while 1,000 browsers listen, an event until the last of them has it, the first paint in a browser beside a static
 * file of the same bytes, and memory.
 */
final class Viewing implements Benchmark {
    private static final int TARGETS = 1_000;
    private static final int DAYS = 90;
    private static final int STREAMS = 1_000;
    private static final int VIEWS_A_SECOND = 500;
    private static final int CONNECTIONS = 50;
    private static final int PAINTS = 5;
    private static final double GOAL_VIEW_MILLIS = 5;
    private static final double GOAL_READ_MILLIS = 300;
    private static final double GOAL_PAINT_MILLIS = 300;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "127.0.0.1";

    @Override
    public int row() {
        return 11;
    }

    @Override
    public String title() {
        return "A status page of 1,000 targets";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        return lab.withDeployment(deployment -> {
            PageRows rows = new PageRows(deployment.database()).reset().targets("site-", TARGETS, DAYS);
            deployment.database().execute("VACUUM ANALYZE");
            List<Double> reads = new ArrayList<>();
            for (int run = 1; run < plan.runs(); run++) {
                Node node = start(deployment, FreePorts.next());
                reads.add(firstRead(node));
                node.kill();
            }
            int port = FreePorts.next();
            Node node = start(deployment, port);
            reads.add(firstRead(node));
            double before = ProcessStat.residentMib(node.process().pid());
            List<Result> results = new ArrayList<>();
            results.add(line("the record read for the first time", "ms", reads).with(Goal.atMost(GOAL_READ_MILLIS)));
            Vertx vertx = Vertx.vertx();
            try {
                results.addAll(views(vertx, plan, rows, node, port));
                results.add(line("memory, nobody looks", "MiB", List.of(before)));
                results.addAll(paints(vertx, port));
            } finally {
                vertx.close().await();
            }
            return results;
        });
    }

    private Result line(String name, String unit, List<Double> values) {
        return Result.of(row(), name, unit, values, Reference.absent(""));
    }

    private static Node start(Deployment deployment, int port) {
        Node node = deployment.start(deployment
                .settings("page")
                .put("page", new JsonObject().put("host", HOST).put("port", port)));
        node.awaitReady();
        return node;
    }

    private static double firstRead(Node node) {
        return node.metrics().sum("nudger_page_first_read_seconds") * 1_000;
    }

    /** What those who listen got: how many of them have heard of the change that is awaited. */
    private static final class Heard {
        private final AtomicInteger count = new AtomicInteger();
        private volatile String change = "";

        /** From now on, it is about this. */
        void expect(String site, String state) {
            count.set(0);
            change = "\"target\":\"" + site + "\",\"name\":\"" + site + "\",\"state\":\"" + state + "\"";
        }

        void hear(Buffer piece) {
            if (piece.toString().contains(change)) {
                count.incrementAndGet();
            }
        }

        void awaitAll(Duration pause) {
            await().atMost(PATIENCE).pollInterval(pause).untilAsserted(() -> assertThat(count.get())
                    .isEqualTo(STREAMS));
        }
    }

    /** So many browsers wait for changes. */
    private static void listen(Vertx vertx, int port, Heard heard) {
        AtomicInteger open = new AtomicInteger();
        HttpClient listeners = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(STREAMS));
        for (int i = 0; i < STREAMS; i++) {
            Future<Void> listening = listeners
                    .request(HttpMethod.GET, port, HOST, "/events")
                    .compose(request -> request.send())
                    .map(response -> {
                        response.handler(heard::hear);
                        open.incrementAndGet();
                        return null;
                    });
            listening.onFailure(cause -> System.out.println("no stream: " + cause.getMessage()));
        }
        await().atMost(PATIENCE).until(() -> open.get() == STREAMS);
    }

    private List<Result> views(Vertx vertx, Plan plan, PageRows rows, Node node, int port) {
        Heard heard = new Heard();
        double first = firstView(vertx, port);
        listen(vertx, port, heard);
        // Not of interest is how a young process compiles itself beside all that on the same processors.
        Samples warm = load(vertx, port, plan.slice().plusSeconds(3), () -> {});
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> events = new ArrayList<>();
        for (int run = 0; run < plan.runs(); run++) {
            String site = "site-" + (run + 1);
            heard.expect(site, "down");
            Samples samples = load(vertx, port, plan.slice().plusSeconds(3), () -> becomeDown(rows, site));
            heard.awaitAll(Duration.ofMillis(100));
            p50.add(samples.median());
            p99.add(samples.quantile(0.99));
            heard.expect(site, "up");
            long changed = System.nanoTime();
            rows.become(site, "up", null);
            heard.awaitAll(Duration.ofMillis(2));
            events.add((System.nanoTime() - changed) / NANOS_PER_MILLI);
        }
        String name = String.format(Locale.ROOT, "%,d views/s, %,d open streams: a view, ", VIEWS_A_SECOND, STREAMS);
        return List.of(
                line("the first view, which is rendered for it", "ms", List.of(first)),
                line("the same in a process that has just begun, p99", "ms", List.of(warm.quantile(0.99))),
                line(name + "p50", "ms", p50),
                line(name + "p99", "ms", p99).with(Goal.atMost(GOAL_VIEW_MILLIS)),
                line("a change, until the last of 1,000 browsers has it", "ms", events)
                        .with(Goal.atMost(2_000)),
                line(
                        "memory, 1,000 open streams",
                        "MiB",
                        List.of(ProcessStat.residentMib(node.process().pid()))));
    }

    private static double firstView(Vertx vertx, int port) {
        HttpClient client = vertx.createHttpClient();
        long begun = System.nanoTime();
        fetch(client, port, "/").compose(HttpClientResponse::body).await();
        double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
        client.close().await();
        return millis;
    }

    private static void becomeDown(PageRows rows, String site) {
        Thread writer = new Thread(() -> rows.become(site, "down", "timeout"), "change");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * From when each view was due: whoever comes while others wait, waits as well. In the middle a state changes, which is rendered
     * and announced to all who listen.
     */
    private static Samples load(Vertx vertx, int port, Duration length, Runnable change) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        Queue<Double> times = new ConcurrentLinkedQueue<>();
        AtomicInteger failed = new AtomicInteger();
        int count = (int) (length.toMillis() * VIEWS_A_SECOND / 1_000);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * 1_000_000_000L / VIEWS_A_SECOND;
            // Not a busy wait: that would take one of two processors from what is measured.
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (i == count / 2) {
                change.run();
            }
            Future<Buffer> view = fetch(client, port, "/").compose(HttpClientResponse::body);
            view.onSuccess(body -> times.add((System.nanoTime() - due) / NANOS_PER_MILLI))
                    .onFailure(cause -> failed.incrementAndGet());
        }
        await().atMost(PATIENCE).until(() -> times.size() + failed.get() == count);
        client.close().await();
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " views failed");
        }
        return Samples.of(times);
    }

    private static Future<HttpClientResponse> fetch(HttpClient client, int port, String path) {
        return client.request(HttpMethod.GET, port, HOST, path)
                .compose(request -> request.putHeader("accept-encoding", "gzip").send())
                .expecting(io.vertx.core.http.HttpResponseExpectation.SC_OK);
    }

    /** Beside the same bytes from memory by a server that does nothing else. */
    private List<Result> paints(Vertx vertx, int port) {
        if (Chromium.program().isEmpty()) {
            return List.of(new Result(
                    row(), "first paint", "ms", List.of(), Reference.absent("Chromium is absent"), null, ""));
        }
        HttpServer still = copy(vertx, port);
        List<Double> page = new ArrayList<>();
        List<Double> file = new ArrayList<>();
        try (Chromium chromium = Chromium.start()) {
            for (int i = 0; i <= PAINTS; i++) {
                double one = paint(chromium, port);
                double other = paint(chromium, still.actualPort());
                if (i > 0) {
                    page.add(one);
                    file.add(other);
                }
            }
        } finally {
            still.close().await();
        }
        return List.of(
                Result.of(row(), "first paint", "ms", page, new Reference("a static file of the same bytes", file))
                        .with(Goal.atMost(GOAL_PAINT_MILLIS)));
    }

    private static double paint(Chromium chromium, int port) {
        try (Tab tab = chromium.open()) {
            tab.size(1200, 900).load("http://" + HOST + ":" + port + "/");
            Object at = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
                    + " ?? new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime))"
                    + ".observe({type: 'paint', buffered: true}))");
            return at instanceof Number number ? number.doubleValue() : Double.NaN;
        }
    }

    private static HttpServer copy(Vertx vertx, int port) {
        HttpClient client = vertx.createHttpClient();
        ConcurrentHashMap<String, Future<byte[]>> kept = new ConcurrentHashMap<>();
        ConcurrentHashMap<String, String> types = new ConcurrentHashMap<>();
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals("/events")) {
                        // No browser asks again after that.
                        request.response()
                                .setStatusCode(204)
                                .end()
                                .onFailure(cause -> System.out.println("no answer: " + cause.getMessage()));
                        return;
                    }
                    Future<byte[]> body = kept.computeIfAbsent(request.path(), path -> fetch(client, port, path)
                            .compose(response -> {
                                types.put(path, String.valueOf(response.getHeader("content-type")));
                                return response.body();
                            })
                            .map(Buffer::getBytes));
                    Future<Void> sent = body.compose(bytes -> request.response()
                            .putHeader("content-type", types.getOrDefault(request.path(), "text/html"))
                            .putHeader("content-encoding", "gzip")
                            .end(Buffer.buffer(bytes)));
                    sent.onFailure(cause -> System.out.println("not copied: " + cause.getMessage()));
                })
                .listen(0, HOST)
                .await();
    }
}
