package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Row 1: how many checks a second of processor time is worth, each on a fresh connection. In each run one tool has its
 * slice after the other, so that whatever else the machine does weighs on all of them.
 */
final class CheckCost implements Benchmark {
    private static final int AT_A_TIME = 64;
    private static final int DRIVERS = 16;
    private static final int WARM_UPS_PER_RUN = 3;
    private static final Pattern WRK_REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern HEY_REQUESTS = Pattern.compile("\\[200]\\s+(\\d+) responses");

    /** By scheme: the ratios that nudger is to reach, to each tool that has one. */
    private static final Map<String, Map<String, Double>> GOALS = Map.of(
            "plain", Map.of("blackbox_exporter", 4.0, "hey", 0.5), "TLS", Map.of("blackbox_exporter", 1.5, "wrk", 0.8));

    @Override
    public int row() {
        return 1;
    }

    @Override
    public String title() {
        return "Checks per CPU-second, a fresh connection each";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        Optional<Nginx> site = lab.nginx();
        if (site.isEmpty()) {
            return List.of(new Result(
                    row(), "checks", "checks/CPU-s", List.of(), Reference.absent("nginx is absent"), null, ""));
        }
        try (ProbeLoadProcess nudger = ProbeLoadProcess.start(lab.newDirectory().resolve("load.log"), lab.trust())) {
            Optional<BlackboxExporter> blackbox = lab.newBlackboxExporter();
            try {
                return Stream.of(
                                measure("plain", site.get().http("/"), nudger, blackbox, plan),
                                measure("TLS", site.get().https("/"), nudger, blackbox, plan))
                        .flatMap(List::stream)
                        .toList();
            } finally {
                blackbox.ifPresent(BlackboxExporter::close);
            }
        }
    }

    private List<Result> measure(
            String scheme, String url, ProbeLoadProcess nudger, Optional<BlackboxExporter> blackbox, Plan plan) {
        Map<String, Optional<ToDoubleFunction<Duration>>> tools = new LinkedHashMap<>();
        tools.put("blackbox_exporter", blackbox.map(exporter -> slice -> blackbox(exporter, url, slice)));
        tools.put("hey", Tool.find("hey").map(hey -> slice -> hey(hey, url, slice)));
        tools.put("wrk", Tool.find("wrk").map(wrk -> slice -> wrk(wrk, url, slice)));
        nudger.warmUp(url, plan.slice(), WARM_UPS_PER_RUN * plan.runs());
        List<Double> own = new ArrayList<>();
        Map<String, List<Double>> others = new LinkedHashMap<>();
        for (int run = 0; run < plan.runs(); run++) {
            own.add(nudger.perCpuSecond(url, plan.slice()));
            tools.forEach((name, tool) -> tool.ifPresent(measured ->
                    others.computeIfAbsent(name, n -> new ArrayList<>()).add(measured.applyAsDouble(plan.slice()))));
        }
        return tools.keySet().stream()
                .map(name -> result(scheme, name, own, others.get(name)))
                .toList();
    }

    private Result result(
            String scheme, String tool, List<Double> own, @org.jspecify.annotations.Nullable List<Double> other) {
        Reference reference = other == null ? Reference.absent(tool + " is absent") : new Reference(tool, other);
        Result result = Result.of(row(), scheme + ", against " + tool, "checks/CPU-s", own, reference);
        Double goal = GOALS.getOrDefault(scheme, Map.of()).get(tool);
        return goal == null ? result : result.with(Goal.ratioAtLeast(goal));
    }

    private static double wrk(Tool wrk, String url, Duration slice) {
        Tool.Run run =
                wrk.run("-t1", "-c" + AT_A_TIME, "-d" + wholeSeconds(slice) + "s", "-H", "Connection: close", url);
        return run.number(WRK_REQUESTS) / run.cpuSeconds();
    }

    private static double hey(Tool hey, String url, Duration slice) {
        Tool.Run run =
                hey.run("-z", slice.toMillis() + "ms", "-c", Integer.toString(AT_A_TIME), "-disable-keepalive", url);
        return run.number(HEY_REQUESTS) / run.cpuSeconds();
    }

    private static long wholeSeconds(Duration slice) {
        return Math.max(1, slice.toSeconds());
    }

    /** Asks it for probes over connections that stay open; only its own processor time counts. */
    private static double blackbox(BlackboxExporter exporter, String url, Duration slice) {
        URI probe = URI.create(exporter.probe(url));
        HttpClient client = HttpClient.newHttpClient();
        AtomicLong up = new AtomicLong();
        double before = ProcessStat.cpuSeconds(exporter.pid());
        long end = System.nanoTime() + slice.toNanos();
        List<Thread> drivers = IntStream.range(0, DRIVERS)
                .mapToObj(i -> new Thread(() -> drive(client, probe, end, up), "driver-" + i))
                .toList();
        drivers.forEach(Thread::start);
        drivers.forEach(CheckCost::join);
        double used = ProcessStat.cpuSeconds(exporter.pid()) - before;
        if (up.get() == 0) {
            throw new IllegalStateException("no probe of " + url + " by blackbox_exporter was a success");
        }
        return up.get() / used;
    }

    private static void drive(HttpClient client, URI probe, long end, AtomicLong up) {
        HttpRequest request = HttpRequest.newBuilder(probe).build();
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.body().contains("\nprobe_success 1")) {
                    up.incrementAndGet();
                }
            } catch (IOException e) {
                throw new IllegalStateException(String.format(Locale.ROOT, "no answer to %s", probe), e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
