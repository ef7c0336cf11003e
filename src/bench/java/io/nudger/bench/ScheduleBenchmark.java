package io.nudger.bench;

import io.nudger.check.Schedule;
import io.nudger.check.Zone;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The arithmetic of slots. */
@State(Scope.Benchmark)
public class ScheduleBenchmark {
    private static final long STEP = 1_234_567;

    private final Zone zone = new Zone("eu-west", List.of());
    private final Schedule schedule = Schedule.of("shop-1", Duration.ofSeconds(15), zone);
    private long now = 1_800_000_000_000_000L;

    @Benchmark
    public long slotAfter() {
        now += STEP;
        return schedule.slotAfter(now);
    }

    @Benchmark
    @MicroReference("one division")
    public long slotAfterReference() {
        now += STEP;
        return now / schedule.intervalMicros();
    }

    @Benchmark
    public Schedule ofName() {
        return Schedule.of("shop-1", Duration.ofSeconds(15), zone);
    }
}
