package io.nudger.reload;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.check.Micros;
import io.nudger.check.Schedule;
import io.nudger.check.Shares;
import io.nudger.check.Zone;
import io.nudger.config.Configuration;
import io.nudger.config.FileStamps;
import io.nudger.config.SettingsLoader;
import io.nudger.config.TargetSource;
import io.nudger.config.Targets;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

final class ConfigVerticleTest {
    /** Cut short anywhere, these are not valid: a test must not depend on how fast a slow writer is. */
    private static final String BEFORE =
            """
            targets: [
              {name: same, url: "https://a.example/", interval: 10s},
              {name: changed, url: "https://a.example/", interval: 10s},
              {name: removed, url: "https://a.example/", interval: 10s},
              {name: disabled, url: "https://a.example/", enabled: false},
            ]
            """;

    private static final String AFTER =
            """
            targets: [
              {name: added, url: "https://a.example/", interval: 20s},
              {name: changed, url: "https://a.example/", interval: 20s},
              {name: removed, url: "https://a.example/", enabled: false},
              {name: same, url: "https://a.example/", interval: 10s},
            ]
            """;

    private static final List<String> BEGUN = List.of("+changed 10s", "+removed 10s", "+same 10s");
    private static final List<String> DIFFERENCE =
            List.of("+added 20s", "+changed 20s", "-changed 10s", "-removed 10s");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final HealthChecks health = HealthChecks.create(vertx);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RecordingProbes probes = new RecordingProbes();
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path directory;

    private Path file;
    private ConfigVerticle verticle;

    @BeforeEach
    void listen() {
        file = directory.resolve("targets.yaml");
        verticle = verticle(new TargetSource.AtPath(file));
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        logger().detachAppender(log);
        probes.release();
        done(vertx.close());
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatChangedIsTouched(FileChange change) throws Exception {
        write(file, BEFORE);
        deploy(file);

        change.apply(file, AFTER);

        awaitEvents(DIFFERENCE);
        assertThat(get(verticle.reload())).hasToString("added=0 removed=0 changed=0 unchanged=3");
        assertThat(probes.events()).isEmpty();
        assertThat(registry.get("nudger.targets").gauge().value()).isEqualTo(3);
    }

    @Test
    void onlyTheSharesOfThisMonitorAreChecked() throws Exception {
        write(file, BEFORE);
        int count = 1_000;
        int same = Shares.shareOf(Shares.hash("same"), count);
        int changed = Shares.shareOf(Shares.hash("changed"), count);
        assertThat(get(vertx.deployVerticle(verticle.shared()))).isNotEmpty();
        assertThat(probes.events()).as("before it owns anything").isEmpty();

        get(verticle.own(Shares.of(count, Set.of(same)), Future::succeededFuture));
        assertThat(probes.takeEvents()).containsExactly("+same 10s");
        get(verticle.own(Shares.of(count, Set.of(same, changed)), Future::succeededFuture));
        assertThat(probes.takeEvents()).as("what stays is not touched").containsExactly("+changed 10s");
        assertThat(registry.get("nudger.targets").gauge().value()).isEqualTo(2);
        long fingerprint = verticle.fingerprint();

        write(file, AFTER);
        awaitEvents(List.of("+changed 20s", "-changed 10s"));
        assertThat(verticle.fingerprint()).as("of all targets").isNotEqualTo(fingerprint);

        List<String> order = new CopyOnWriteArrayList<>();
        Future<Void> given = verticle.own(Shares.of(count, Set.of(changed)), () -> {
            order.add("before " + probes.events());
            return Future.succeededFuture();
        });
        get(given);
        assertThat(order).containsExactly("before []");
        assertThat(probes.takeEvents()).containsExactly("-same 10s");
        get(verticle.own(Shares.none(count), Future::succeededFuture));
        assertThat(probes.takeEvents()).containsExactly("-changed 20s");
    }

    @Test
    void aLongerIntervalBeginsWithItsFirstSlot() throws Exception {
        Zone zone = new Zone("eu", List.of());
        Duration hour = Duration.ofHours(1);
        Instant slot = Micros.toInstant(Schedule.of("shop", hour, zone).slotAfter(Micros.of(NOW)));
        AtomicReference<Instant> now = new AtomicReference<>(slot.minusSeconds(61));
        write(file, target("shop", 10));
        verticle = new ConfigVerticle(
                        new TargetSource.AtPath(file), environment::get, probes::probe, health, registry, now::get)
                .keepRhythm(zone, name -> null);
        done(vertx.deployVerticle(verticle));
        assertThat(probes.takeEvents()).containsExactly("+shop 10s");

        write(file, target("shop", 3600));
        await().until(() -> warnings().stream().anyMatch(line -> line.contains("changed=1")));
        assertThat(get(verticle.reload())).hasToString("added=0 removed=0 changed=0 unchanged=1");
        assertThat(probes.events()).isEmpty();
        now.set(slot.minusSeconds(59));
        awaitEvents(List.of("+shop 3600s", "-shop 10s"));
    }

    @Test
    void aDeletedFileLeavesTheTargetsAsTheyAre() throws Exception {
        write(file, BEFORE);
        deploy(file);

        Files.delete(file);
        await().until(() -> !healthy());
        assertThat(healthData()).contains("targets.yaml: cannot be read: no such file");
        assertThat(probes.events()).isEmpty();

        write(file, AFTER);
        awaitEvents(DIFFERENCE);
        await().until(this::healthy);
    }

    @Test
    void aConfigMapThatIsUpdated() throws Exception {
        KubernetesVolume volume = new KubernetesVolume(directory);
        volume.publish(Map.of("targets.yaml", BEFORE));
        deploy(file);

        volume.publish(Map.of("targets.yaml", AFTER));

        awaitEvents(DIFFERENCE);
    }

    @Test
    void aConfigMapOfSeveralFilesThatIsUpdated() throws Exception {
        KubernetesVolume volume = new KubernetesVolume(directory);
        volume.publish(Map.of("a.yaml", target("a", 10), "b.yaml", target("b", 10)));
        deploy(directory, List.of("+a 10s", "+b 10s"));

        volume.publish(Map.of("a.yaml", target("a", 20), "b.yaml", target("b", 10), "c.yaml", target("c", 10)));

        awaitEvents(List.of("+a 20s", "+c 10s", "-a 10s"));
    }

    @Test
    void filesOfADirectoryComeAndGo() throws Exception {
        write(directory.resolve("a.yaml"), target("a", 10));
        write(directory.resolve("b.yaml"), target("b", 10));
        deploy(directory, List.of("+a 10s", "+b 10s"));

        write(directory.resolve("c.yaml"), target("c", 10));
        awaitEvents(List.of("+c 10s"));

        Files.delete(directory.resolve("a.yaml"));
        awaitEvents(List.of("-a 10s"));

        write(directory.resolve("b.yaml"), target("b", 20));
        awaitEvents(List.of("+b 20s", "-b 10s"));

        Files.move(directory.resolve("b.yaml"), directory.resolve("d.yaml"));
        write(directory.resolve("c.yaml"), target("e", 10));
        awaitEvents(List.of("+e 10s", "-c 10s"));
    }

    @Test
    void aBrokenFileChangesNothingUntilItIsRight() throws Exception {
        write(file, BEFORE);
        deploy(file);
        assertThat(successful()).isEqualTo(1);

        write(file, "targets: [{name: a, url: nowhere, intervall: 1s}]");
        await().until(() -> successful() == 0);
        assertThat(healthData())
                .contains("targets.yaml:1: targets[0].url of \\\"a\\\": wanted an absolute http or https URL")
                .contains("targets.yaml:1: targets[0].intervall of \\\"a\\\": unknown key; did you mean");

        write(file, "targets: [{name: a, url: nowhere}]");
        await().until(() -> !healthData().contains("intervall"));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done(verticle.reload()))
                .withCauseInstanceOf(InvalidConfigException.class);
        assertThat(probes.events()).isEmpty();
        assertThat(warnings())
                .as("each problem is logged once")
                .filteredOn(line -> line.contains("targets[0]"))
                .hasSize(2);

        write(file, AFTER);
        awaitEvents(DIFFERENCE);
        await().until(this::healthy);
        assertThat(successful()).isEqualTo(1);
    }

    @Test
    void aBrokenFileAtTheStartIsReported() throws Exception {
        write(file, "targets: [{}]");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done(vertx.deployVerticle(verticle)))
                .havingCause()
                .isInstanceOf(InvalidConfigException.class)
                .withMessageContaining("targets[0].name: wanted a name")
                .withMessageContaining("targets[0].url: wanted an absolute");
    }

    /** Also one that could not be read: nobody changes the file of the targets because of it. */
    @Test
    void aSecretInAFileOfItsOwnIsFollowed() throws Exception {
        Path secret = file.resolveSibling("regexp");
        write(secret, "a");
        write(file, "targets: [{name: a, url: https://a.example/, regexp: \"${file:" + secret + "}\"}]");
        deploy(file, List.of("+a 30s"));

        write(secret, "b");
        awaitEvents(List.of("+a 30s", "-a 30s"));

        Files.delete(secret);
        await().until(() -> successful() == 0);
        write(secret, "c");
        awaitEvents(List.of("+a 30s", "-a 30s"));
        await().until(() -> successful() == 1);
    }

    @Test
    void aReloadThatIsAskedForReadsSecretsAnew() throws Exception {
        environment.put("REGEXP", "a");
        write(file, "targets: [{name: a, url: https://a.example/, regexp: \"${REGEXP}\"}]");
        deploy(file, List.of("+a 30s"));

        environment.put("REGEXP", "b");
        TargetChanges changes = get(verticle.reload());

        assertThat(changes).hasToString("added=0 removed=0 changed=1 unchanged=0");
        awaitEvents(List.of("+a 30s", "-a 30s"));
        assertThat(get(verticle.reload()).isEmpty()).isTrue();
    }

    @Test
    void reloadsThatAreAskedForTogetherAreAllAnswered() throws Exception {
        write(file, BEFORE);
        deploy(file);

        write(file, AFTER);
        List<Future<TargetChanges>> reloads =
                IntStream.range(0, 20).mapToObj(i -> verticle.reload()).toList();

        for (Future<TargetChanges> reload : reloads) {
            done(reload);
        }
        awaitEvents(DIFFERENCE);
    }

    @Test
    void aProbeThatIsSlowToEndHoldsNobodyUp() throws Exception {
        write(file, BEFORE);
        deploy(file);
        probes.hold("changed");

        write(file, AFTER);
        awaitEvents(List.of("+added 20s", "+changed 20s", "-removed 10s"));

        write(file, BEFORE);
        awaitEvents(List.of("+changed 10s", "+removed 10s", "-added 20s"));

        probes.release();
        awaitEvents(List.of("-changed 10s", "-changed 20s"));
    }

    @Test
    void aProbeGoesOnUntilItsSuccessorHasBegun() throws Exception {
        write(file, BEFORE);
        deploy(file);
        probes.slowDown("changed");

        write(file, AFTER);
        awaitEvents(List.of("+added 20s", "-removed 10s"));

        probes.release();
        awaitEvents(List.of("+changed 20s", "-changed 10s"));
    }

    @Test
    void aProbeWhoseSuccessorCannotBeginGoesOn() throws Exception {
        write(file, BEFORE);
        deploy(file);
        probes.fail("changed");

        write(file, AFTER);
        awaitEvents(List.of("+added 20s", "-removed 10s"));
        await().until(() -> !healthy());
        assertThat(registry.get("nudger.targets").gauge().value()).isEqualTo(3);

        probes.mend("changed");
        done(verticle.reload());
        awaitEvents(List.of("+changed 20s", "-changed 10s"));
        await().until(this::healthy);
    }

    @Test
    void drainingWaitsForEveryProbe() throws Exception {
        write(file, BEFORE);
        deploy(file);
        probes.hold("changed");
        write(file, AFTER);
        awaitEvents(List.of("+added 20s", "+changed 20s", "-removed 10s"));

        Future<Void> drained = verticle.drain();
        awaitEvents(List.of("-added 20s", "-same 10s"));
        assertThat(drained.isComplete()).isFalse();

        probes.release();
        done(drained);
        assertThat(probes.takeEvents()).containsExactly("-changed 10s", "-changed 20s");
    }

    @Test
    void afterDrainingNothingBegins() throws Exception {
        write(file, BEFORE);
        deploy(file);

        done(verticle.drain());
        assertThat(probes.takeEvents()).containsExactly("-changed 10s", "-removed 10s", "-same 10s");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done(verticle.reload()))
                .withMessageContaining("the monitor is stopping");
        done(vertx.undeploy(verticle.deploymentID()));
        assertThat(probes.events()).isEmpty();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void undeployingEndsTheProbes() throws Exception {
        write(file, BEFORE);
        deploy(file);

        done(vertx.undeploy(verticle.deploymentID()));

        assertThat(probes.takeEvents()).containsExactly("-changed 10s", "-removed 10s", "-same 10s");
    }

    @Test
    void aProbeThatCannotBeginIsTriedAgain() throws Exception {
        write(file, BEFORE);
        deploy(file);
        probes.fail("added");

        write(file, AFTER);
        awaitEvents(List.of("+changed 20s", "-changed 10s", "-removed 10s"));
        await().until(() -> !healthy());
        assertThat(healthData()).contains("the probe of \\\"added\\\" could not begin: no luck");

        probes.mend("added");
        done(verticle.reload());
        awaitEvents(List.of("+added 20s"));
        await().until(this::healthy);
    }

    @Test
    void targetsInPlaceStayAsTheyAre() throws Exception {
        write(file, target("a", 10));
        Targets targets = new TargetsLoader(new TargetSource.AtPath(file), environment::get).load();
        verticle = verticle(new TargetSource.InPlace(List.copyOf(targets.all())));

        done(vertx.deployVerticle(verticle));

        assertThat(probes.takeEvents()).containsExactly("+a 10s");
        assertThat(get(verticle.reload()).isEmpty()).isTrue();
    }

    @Test
    void oneOfVeryManyTargetsChanges() throws Exception {
        int count = 20_000;
        write(file, many(count, 10));
        done(vertx.deployVerticle(verticle));
        assertThat(probes.takeEvents()).hasSize(count);

        write(file, many(count, 20));

        awaitEvents(List.of("+t0 20s", "-t0 10s"));
    }

    @Test
    void targetsThatWereReadAlreadyAreNotReadAgain() throws Exception {
        write(file, AFTER);
        FileStamps stamps = FileStamps.of(file);

        done(vertx.deployVerticle(verticle.startWith(alreadyRead(BEFORE, stamps))));

        assertThat(probes.takeEvents()).isEqualTo(BEGUN);
        done(verticle.reload());
        awaitEvents(DIFFERENCE);
    }

    @Test
    void changeBetweenReadingAndStartIsSeen() throws Exception {
        write(file, BEFORE);
        Configuration read = alreadyRead(BEFORE, FileStamps.of(file));
        write(file, AFTER);

        done(vertx.deployVerticle(verticle.startWith(read)));

        await().pollInterval(Duration.ofMillis(10))
                .until(() -> probes.events().size() >= BEGUN.size() + DIFFERENCE.size());
        assertThat(probes.takeEvents()).containsAll(DIFFERENCE);
    }

    /** A configuration with these targets, whatever the file says. */
    private Configuration alreadyRead(String targets, FileStamps stamps) throws Exception {
        Path other = Files.writeString(directory.resolve("other.yaml"), targets);
        Configuration read =
                new SettingsLoader(environment::get).load("{\"roles\": [\"monitor\"], \"targets\": \"" + other + "\"}");
        return new Configuration(read.settings(), read.targets(), stamps, read.files(), read.alerts(), read.pages());
    }

    @Test
    void metricsAreThoseOfTheDesign() throws Exception {
        write(file, BEFORE);
        deploy(file);

        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "nudger_config_last_reload_successful 1.0",
                        "nudger_config_last_reload_success_timestamp_seconds " + (double) NOW.getEpochSecond(),
                        "nudger_targets 3.0");
    }

    private static void write(Path path, String content) throws IOException {
        FileChange.ATOMIC_RENAME.apply(path, content);
    }

    private void deploy(Path path) throws Exception {
        deploy(path, BEGUN);
    }

    private void deploy(Path path, List<String> begun) throws Exception {
        verticle = verticle(new TargetSource.AtPath(path));
        done(vertx.deployVerticle(verticle));
        assertThat(probes.takeEvents()).isEqualTo(begun);
    }

    private ConfigVerticle verticle(TargetSource source) {
        return new ConfigVerticle(source, environment::get, probes::probe, health, registry, () -> NOW);
    }

    /** Exactly these, and nothing else. */
    private void awaitEvents(List<String> expected) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> probes.events().size() >= expected.size());
        assertThat(probes.takeEvents()).isEqualTo(expected);
    }

    private double successful() {
        return registry.get("nudger.config.last.reload.successful").gauge().value();
    }

    private boolean healthy() throws Exception {
        return CheckResult.isUp(get(health.checkStatus("config")));
    }

    private String healthData() throws Exception {
        return String.valueOf(get(health.checkStatus("config")).getData());
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("nudger.targets");
    }

    private static String target(String name, int seconds) {
        return "targets: [{name: " + name + ", url: https://a.example/, interval: " + seconds + "s, timeout: 500ms}]\n";
    }

    /** Of which the first has this interval. */
    private static String many(int count, int seconds) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        "  - {name: t" + i + ", url: https://a.example/, interval: " + (i == 0 ? seconds : 10) + "s}\n")
                .collect(Collectors.joining("", "targets:\n", ""));
    }

    private static void done(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }
}
