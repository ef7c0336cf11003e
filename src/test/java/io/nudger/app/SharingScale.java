package io.nudger.app;

import io.nudger.check.HttpCheck;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.SharingSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How many targets, checks a second and shares each of 1, 2 and 4 members of a zone has, and how long it takes until they are
 * moved, on a real broker; the checks are up at once. A third of the targets is checked every 60, 120 and 300 s each.
 */
public final class SharingScale {
    private static final int SHARES = 64;

    private SharingScale() {}

    /** With so many targets (the first argument, 100000). */
    public static void main(String... arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        List<Target> targets = IntStream.range(0, count)
                .mapToObj(i -> new Target(
                        "site-" + i,
                        URI.create("http://site.example/" + i),
                        Duration.ofSeconds(List.of(60, 120, 300).get(i % 3)),
                        Duration.ofSeconds(5),
                        HttpCheck.DEFAULT,
                        Map.of(),
                        true))
                .toList();
        Path directory = Files.createTempDirectory("nudger-scale");
        String topic = "scale-" + System.nanoTime();
        SharingSettings sharing =
                new SharingSettings(true, topic + ".shares", SHARES, Duration.ofSeconds(6), Duration.ofMillis(500));
        List<ZoneMember> members = new ArrayList<>();
        for (int wanted : List.of(1, 2, 4)) {
            long begin = System.nanoTime();
            while (members.size() < wanted) {
                members.add(new ZoneMember(
                        "m-" + members.size(), new Zone(topic, List.of()), topic, sharing, directory, targets));
            }
            awaitOwned(members, count);
            print(members, begin);
        }
        long begin = System.nanoTime();
        members.remove(0).close();
        awaitOwned(members, count);
        print(members, begin);
        System.exit(0);
    }

    private static void awaitOwned(List<ZoneMember> members, int targets) {
        double each = (double) SHARES / members.size();
        while (members.stream().mapToDouble(ZoneMember::targets).sum() != targets
                || members.stream().anyMatch(member -> Math.abs(member.owned() - each) >= 1)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void print(List<ZoneMember> members, long begin) {
        System.out.printf("%d members after %d ms%n", members.size(), (System.nanoTime() - begin) / 1_000_000);
        members.forEach(member -> System.out.printf(
                "  %.0f shares, %.0f targets, %.1f checks a second%n",
                member.owned(), member.targets(), member.checksPerSecond()));
    }
}
