package io.nudger.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.query.ExpectedSlots.Configured;
import io.nudger.testing.StateRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is counted in memory is what the database counts. */
@Tag("services")
final class ExpectedSlotsTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long BEGIN = 1_780_000_000_000_000L / HOUR * HOUR;
    private static final long[] STEPS = {1_000_000, 60_000_000, 300_000_000, 420_000_000, HOUR};
    private static final int PAIRS = 60;
    private static final int SPANS = 20;

    @Test
    void asTheDatabaseCountsThem() {
        Random random = new Random(16);
        StateRows rows = new StateRows().reset().zones("eu").targets("t-", PAIRS, "https://t.example/#");
        List<List<Configured>> all = new ArrayList<>();
        for (int target = 1; target <= PAIRS; target++) {
            List<Configured> configurations = configurations(random);
            all.add(configurations);
            for (int i = 0; i < configurations.size(); i++) {
                Configured one = configurations.get(i);
                rows.database.execute(
                        "INSERT INTO target_configs (target_id, zone_id, config, url, interval, first_seen, last_seen)"
                                + " VALUES (?, 1, ?, 'u', ? * interval '1 microsecond', from_micros(?), from_micros(?))",
                        target,
                        "c" + i,
                        one.step(),
                        one.began(),
                        one.lastSeen());
            }
        }
        for (int i = 0; i < SPANS; i++) {
            long from = BEGIN + (random.nextInt(120) - 10) * HOUR / 2;
            long to = from + random.nextInt(80) * HOUR / 4;
            Map<Integer, Long> wanted = rows
                    .database
                    .query(
                            "SELECT t.id, expected_slots(t.id, 1::smallint, from_micros(?), from_micros(?)) AS slots"
                                    + " FROM targets t",
                            from,
                            to)
                    .stream()
                    .collect(Collectors.toMap(row -> (Integer) row.get("id"), row -> (Long) row.get("slots")));
            for (int target = 1; target <= PAIRS; target++) {
                List<Configured> configurations = all.get(target - 1);
                assertThat(new ExpectedSlots(configurations).count(from, to))
                        .as("%s from %d to %d", configurations, from, to)
                        .isEqualTo(wanted.get(target));
            }
        }
    }

    private static List<Configured> configurations(Random random) {
        List<Configured> configurations = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long began = BEGIN + random.nextInt(40 * 60) * 60_000_000L;
            long ended = (began + random.nextInt(30) * HOUR) / HOUR * HOUR;
            configurations.add(new Configured(began, ended, STEPS[random.nextInt(STEPS.length)]));
        }
        return configurations;
    }
}
