package io.nudger.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code make takeovers}: how long the others take to have the shares of a monitor that was killed, and of one that stops in
 * order, while three of them make so many checks a second. Ends with the audit of all of it.
 */
public final class Takeovers {
    private static final int MONITORS = 3;
    /** Between two checks of such a target are eight seconds in which nobody has to check it: it loses no slot. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private Takeovers() {}

    /** So many of each (the first argument, 10), with so many checks a second (the second, 300). */
    public static void main(String... arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int checks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        try (World world = World.start(Files.createTempDirectory("nudger-takeovers"), 1);
                SharedZone zone = SharedZone.start(world, MONITORS, checks, SLOW)) {
            List<Duration> killed = new ArrayList<>();
            List<Duration> stopped = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int member = round % MONITORS;
                killed.add(zone.kill(member));
                System.out.printf("killed   %d ms%n", killed.get(round).toMillis());
                zone.launch(member);
                zone.awaitShared();
                stopped.add(zone.leave(member));
                System.out.printf("stopped  %d ms%n", stopped.get(round).toMillis());
                zone.launch(member);
                zone.awaitShared();
            }
            zone.audit();
            print("killed", killed);
            print("stopped", stopped);
            System.out.println("The record is complete and true.");
        }
        System.exit(0);
    }

    private static void print(String what, List<Duration> times) {
        List<Long> sorted = times.stream().map(Duration::toMillis).sorted().toList();
        System.out.printf(
                "%-8s median %d ms, longest %d ms of %s%n",
                what, sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), sorted);
    }
}
