package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The targets file changes in every way that files change, and the targets that stay do not notice. */
@Tag("services")
final class ReloadIT {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    @Test
    void unchangedTargetsKeepTheirSlotsThroughEveryKindOfReload(@TempDir Path directory) throws IOException {
        try (Playground site = Playground.start();
                Deployment deployment = Deployment.onSharedServices(directory)) {
            List<SiteTarget> steady = IntStream.range(0, 10)
                    .mapToObj(i -> target(site, "steady-" + i))
                    .toList();
            Path file = deployment.targetsFile();
            deployment.targets(steady);
            Node nudger = deployment.start("monitor", "persister");
            nudger.awaitReady();
            Instant since = Instant.now();

            Files.writeString(file, content(steady, target(site, "plain-write")));
            awaitChecks(deployment, "plain-write");

            deployment.targets(with(steady, target(site, "atomic-rename")));
            awaitChecks(deployment, "atomic-rename");
            awaitNoMoreVisits(site, "plain-write");

            Files.move(file, directory.resolve("targets.yaml~"));
            Files.writeString(file, content(steady, target(site, "editor")));
            awaitChecks(deployment, "editor");

            Path included = directory.resolve("path");
            Files.writeString(included, "/site/included");
            Files.writeString(
                    file, content(steady, target(site, "hangup")).replace("/site/hangup", "${file:" + included + "}"));
            await().until(() -> !site.log().visits("/site/included").isEmpty());
            Files.writeString(included, "/site/included-after-sighup");
            nudger.process().signal("HUP");
            await().until(() ->
                    !site.log().visits("/site/included-after-sighup").isEmpty());

            Files.writeString(file, "targets:\n  - name: half-writ");
            nudger.process().awaitLog("half-writ");
            mountedByKubernetes(directory, "..2026_a", content(steady, target(site, "config-map")));
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("..data", "targets.yaml"));
            awaitChecks(deployment, "config-map");
            mountedByKubernetes(directory, "..2026_b", content(steady, target(site, "config-map-swapped")));
            awaitChecks(deployment, "config-map-swapped");
            awaitNoMoreVisits(site, "config-map");

            deployment.awaitTrueRecord(steady, since, Instant.now(), site.log());
            // A busy machine may be late at times; what would be wrong is a check that was stopped, or a defect.
            assertThat(
                            deployment
                                    .database()
                                    .query(
                                            """
                    SELECT * FROM check_results
                    WHERE reason IN ('stopped', 'internal') AND target LIKE 'steady-%'"""))
                    .isEmpty();

            nudger.stop();
            deployment.targets(
                    List.of(SiteTarget.of("steady-0", site.http("/site/rarely")).every(Duration.ofDays(1), TIMEOUT)));
            Node restarted = deployment.start("monitor", "persister");
            restarted.process().awaitLog("longer intervals hold from their first slots on targets=1");
            await().until(() -> !site.log().visits("/site/rarely").isEmpty());
        }
    }

    private static SiteTarget target(Playground site, String name) {
        return SiteTarget.of(name, site.http("/site/" + name)).every(INTERVAL, TIMEOUT);
    }

    private static List<SiteTarget> with(List<SiteTarget> targets, SiteTarget more) {
        List<SiteTarget> all = new ArrayList<>(targets);
        all.add(more);
        return all;
    }

    private static String content(List<SiteTarget> targets, SiteTarget more) {
        return SiteTarget.fileOf(with(targets, more));
    }

    /** A volume of a ConfigMap: files are links into {@code ..data}, a link that is swapped as a whole. */
    private static void mountedByKubernetes(Path directory, String version, String content) throws IOException {
        Files.createDirectory(directory.resolve(version));
        Files.writeString(directory.resolve(version).resolve("targets.yaml"), content);
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(version));
        Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitChecks(Deployment deployment, String name) {
        deployment.awaitNumber(2, "SELECT count(*) FROM check_results WHERE target = ?", name);
    }

    private static void awaitNoMoreVisits(Playground site, String name) {
        await().until(() -> {
            List<Visit> visits = site.log().visits("/site/" + name);
            Instant last = visits.get(visits.size() - 1).receivedAt();
            return last.isBefore(Instant.now().minus(INTERVAL.multipliedBy(3)));
        });
    }
}
