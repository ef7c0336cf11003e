package io.nudger.faults;

import io.nudger.testing.RecordAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * {@code make faults}: every fault, again and again in random order and with random timing, on a world that goes on all
 * the time. After each one the record has to become complete and true again. Prints a table as it goes; ends with status
 * 0 when nothing was lost, doubled or made up, and with 1 otherwise.
 */
public final class Faults {
    private static final int TARGETS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final String ROW = "%-42s %8s %7s %7s %6s %7s %8s  %s%n";
    private static final String OUTCOMES =
            """
            SELECT count(*) FILTER (WHERE outcome = 'up') AS up, count(*) FILTER (WHERE outcome = 'down') AS down,
                count(*) FILTER (WHERE outcome = 'missed') AS missed,
                count(*) FILTER (WHERE outcome = 'unknown') AS unknown
            FROM check_results WHERE scheduled_at >= ?::timestamptz AND scheduled_at < ?::timestamptz
            """;

    private final World world;
    private final Random random;
    private final Pauses pauses;
    private final Map<String, List<String>> problems = new LinkedHashMap<>();

    private Faults(World world, Random random) {
        this.world = world;
        this.random = random;
        this.pauses = new Pauses(random, Duration.ofMillis(200), Duration.ofSeconds(8));
    }

    /**
     * Runs so many rounds (the first argument, 2) with this seed (the second, by the clock) of the faults whose names hold a
     * text (the third, all), and ends the JVM.
     */
    public static void main(String... arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        String text = arguments.length > 2 ? arguments[2] : "";
        boolean sound;
        try (World world = World.start(Files.createTempDirectory("nudger-faults"), TARGETS)) {
            System.out.printf("%d targets, each every second; %d rounds, seed %d%n%n", TARGETS, rounds, seed);
            sound = new Faults(world, new Random(seed)).run(rounds, text);
        }
        System.exit(sound ? 0 : 1);
    }

    private boolean run(int rounds, String text) {
        System.out.printf(ROW, "fault", "lasted s", "slots", "up", "down", "missed", "unknown", "complete after s");
        for (int round = 0; round < rounds; round++) {
            List<Fault> faults = new ArrayList<>(Catalogue.all());
            faults.removeIf(fault -> !fault.name().contains(text));
            Collections.shuffle(faults, random);
            faults.forEach(this::strike);
        }
        System.out.println("\nNotices: " + world.alerts().summary());
        problems.forEach((fault, found) -> {
            System.out.println("\n" + fault);
            found.forEach(problem -> System.out.println("  " + problem));
        });
        System.out.println(problems.isEmpty() ? "\nNothing lost, nothing doubled, nothing made up." : "");
        return problems.isEmpty();
    }

    private void strike(Fault fault) {
        Instant since = Instant.now();
        fault.strike().on(world, pauses);
        Instant until = Instant.now();
        RecordAudit.Evaluations evaluations = awaitTrueRecord(since, until);
        Duration recovery = Duration.between(until, Instant.now());
        Map<String, ?> outcomes = world.database()
                .query(OUTCOMES, since.toString(), until.toString())
                .get(0);
        boolean sound = evaluations.problems().isEmpty();
        System.out.printf(
                ROW,
                fault.name(),
                seconds(Duration.between(since, until)),
                evaluations.slots(),
                outcomes.get("up"),
                outcomes.get("down"),
                outcomes.get("missed"),
                outcomes.get("unknown"),
                sound ? seconds(recovery) : "never: " + evaluations.problems().size() + " kinds of problems");
        if (!sound) {
            problems.put(fault.name() + " at " + since, evaluations.problems());
        }
    }

    private RecordAudit.Evaluations awaitTrueRecord(Instant since, Instant until) {
        Instant deadline = Instant.now().plus(PATIENCE);
        RecordAudit.Evaluations evaluations = world.audit(since, until);
        while (!evaluations.problems().isEmpty() && Instant.now().isBefore(deadline)) {
            Pauses.sleep(GLANCE);
            evaluations = world.audit(since, until);
        }
        return evaluations;
    }

    private static String seconds(Duration time) {
        return "%.1f".formatted(time.toMillis() / 1_000.0);
    }
}
