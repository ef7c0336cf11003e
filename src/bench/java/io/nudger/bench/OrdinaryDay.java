package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Row 10: what a check costs while there is little to do, fresh connections, every target every ten seconds; and the memory
 * of that. blackbox_exporter is asked as often, which its Prometheus would do.
 */
final class OrdinaryDay implements Benchmark {
    private static final int USUAL = 100;
    private static final int SECONDS_BETWEEN_SLOTS = 10;
    private static final Duration SELDOM = Duration.ofMinutes(1);
    /** By then nearly all is compiled that ever will be. */
    private static final Duration SETTLED = Duration.ofMinutes(3);

    /** Those of the image, in a container of 512 MiB. */
    private static final String[] IMAGE = {
        "-XX:MaxRAM=512m",
        "-XX:MaxRAMPercentage=50",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-XX:TrimNativeHeapInterval=10000",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=20"
    };

    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double PERCENT = 100;

    /**
     * What a process used in a while.
     *
     * @param name its roles
     * @param cpu processor time in seconds
     * @param memory in RAM at the end, in MiB
     */
    private record Use(String name, double cpu, double memory) {}

    @Override
    public int row() {
        return 10;
    }

    @Override
    public String title() {
        return "An ordinary day: processor time and memory at low rates";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        try (PlainSite site = PlainSite.start()) {
            String url = site.url();
            List<Result> results = new ArrayList<>();
            for (int rate : plan.evaluated() ? List.of(10, USUAL, 1_000) : List.of(USUAL)) {
                results.addAll(flow(lab, plan, url, rate));
            }
            if (plan.evaluated()) {
                results.addAll(idle(lab, plan, url));
                results.addAll(otherwise(lab, plan, url));
            }
            return results;
        }
    }

    private List<Result> flow(Lab lab, Plan plan, String url, int rate) {
        List<Use> used = use(lab, plan, usual(rate, url), IMAGE, "monitor", "persister");
        double checks = rate * (double) observed(plan).toSeconds();
        String flow = String.format(Locale.ROOT, "%,d checks/s, ", rate);
        Reference reference = lab.newBlackboxExporter()
                .map(exporter -> {
                    try (exporter) {
                        double cpu = blackbox(exporter, url, rate, observed(plan));
                        return Reference.fixed("CPU-ms/check, blackbox_exporter", MILLIS_PER_SECOND * cpu / checks, 1);
                    }
                })
                .orElseGet(() -> Reference.absent("blackbox_exporter is absent"));
        List<Result> results = new ArrayList<>();
        for (Use process : used) {
            boolean monitors = process.name.equals("monitor");
            Result cost = Result.of(
                    row(),
                    flow + process.name,
                    "CPU-ms/check",
                    List.of(MILLIS_PER_SECOND * process.cpu / checks),
                    monitors ? reference : Reference.absent("part of the check's cost"));
            results.add(rate == USUAL ? cost.with(Goal.atMost(monitors ? 0.4 : 0.15)) : cost);
            if (rate == USUAL) {
                results.add(memory("1,000 targets, " + process.name, process, monitors ? 160 : 130));
            }
        }
        return results;
    }

    private List<Result> idle(Lab lab, Plan plan, String url) {
        return use(lab, plan, new Fleet(1, SELDOM, url), IMAGE, "monitor", "persister").stream()
                .map(process -> Result.of(
                                row(),
                                "one target a minute, " + process.name,
                                "% of a core",
                                List.of(PERCENT * process.cpu / observed(plan).toSeconds()),
                                Reference.absent("nothing to do"))
                        .with(Goal.atMost(0.3)))
                .toList();
    }

    private List<Result> otherwise(Lab lab, Plan plan, String url) {
        Fleet fleet = usual(USUAL, url);
        Use both = use(lab, plan, fleet, IMAGE, "monitor persister").get(0);
        Use bare = use(lab, plan, fleet, new String[0], "monitor").get(0);
        return List.of(
                memory("1,000 targets, both roles in one process", both, 220),
                memory("1,000 targets, monitor, java -jar without options", bare, 220));
    }

    private Result memory(String name, Use process, double goal) {
        return Result.of(
                        row(),
                        name,
                        "MiB in RAM",
                        List.of(process.memory),
                        Reference.absent("see row 7 for blackbox_exporter"))
                .with(Goal.atMost(goal));
    }

    private static Fleet usual(int rate, String url) {
        return Fleet.atRate(SECONDS_BETWEEN_SLOTS * rate, rate, url);
    }

    /** What these processes use, each of which has these roles, when they have run for a while. */
    private static List<Use> use(Lab lab, Plan plan, Fleet fleet, String[] options, String... processes) {
        return lab.withDeployment(deployment -> {
            fleet.write(deployment.targetsFile());
            List<Node> nodes = new ArrayList<>();
            for (String roles : processes) {
                nodes.add(start(deployment, options, roles));
            }
            nodes.forEach(Node::awaitReady);
            Pause.of(plan.evaluated() ? SETTLED : plan.settling());
            List<Double> before = nodes.stream().map(OrdinaryDay::cpu).toList();
            Pause.of(observed(plan));
            List<Use> used = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                double memory = ProcessStat.residentMib(node.process().pid());
                used.add(new Use(processes[i], cpu(node) - before.get(i), memory));
            }
            return used;
        });
    }

    private static Node start(Deployment deployment, String[] options, String roles) {
        return deployment.start(deployment.settings(roles.split(" ")), launch -> launch.jvm(options));
    }

    private static double cpu(Node node) {
        return ProcessStat.cpuSeconds(node.process().pid());
    }

    private static Duration observed(Plan plan) {
        return plan.evaluated() ? Duration.ofMinutes(1) : plan.observation();
    }

    /** The processor time of the exporter, in seconds, while it is asked for so many probes a second. */
    private static double blackbox(BlackboxExporter exporter, String url, int rate, Duration time) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(exporter.probe(url))).build();
        HttpClient client = HttpClient.newHttpClient();
        double before = ProcessStat.cpuSeconds(exporter.pid());
        List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
        for (long left = rate * time.toSeconds(); left > 0; left--) {
            answers.add(client.sendAsync(request, BodyHandlers.discarding()));
            Pause.of(Duration.ofNanos(Duration.ofSeconds(1).toNanos() / rate));
        }
        answers.forEach(CompletableFuture::join);
        return ProcessStat.cpuSeconds(exporter.pid()) - before;
    }
}
