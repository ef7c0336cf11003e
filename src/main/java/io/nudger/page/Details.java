package io.nudger.page;

import io.nudger.query.Change;
import io.nudger.query.OutageEntry;
import io.nudger.query.RecordReader;
import io.nudger.query.TargetDetail;
import io.nudger.query.TargetEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is not in the model, because few look at it: read when somebody does, once for all who do within some seconds. What
 * was read before stands in while the database is away. Belongs to one event loop.
 */
final class Details {
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int MAX = 500;

    private final RecordReader reader;
    private final Kept<TargetDetail> targets = new Kept<>();
    private final Kept<List<Change>> outages = new Kept<>();

    Details(RecordReader reader) {
        this.reader = reader;
    }

    /** Of a target, since this day; empty when it cannot be read, and never was. */
    Future<Optional<TargetDetail>> of(TargetEntry target, LocalDate from) {
        return targets.get(target.id() + " " + from, () -> reader.detail(target, from));
    }

    /** Of an outage; empty when it cannot be read, and never was. */
    Future<Optional<List<Change>>> of(OutageEntry outage) {
        return outages.get(Long.toString(outage.id()), () -> reader.changesOf(outage));
    }

    /** The newest that was read under each key. */
    private static final class Kept<T> {
        private final Map<String, Entry<T>> entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
                return size() > MAX;
            }
        };

        private record Entry<T>(Future<Optional<T>> value, long begun) {
            boolean isFresh() {
                return !value.isComplete() || System.nanoTime() - begun < FRESH_NANOS;
            }
        }

        Future<Optional<T>> get(String key, Supplier<Future<T>> read) {
            Entry<T> known = entries.get(key);
            if (known != null && known.isFresh()) {
                return known.value;
            }
            Optional<T> before = known != null && known.value.succeeded() ? known.value.result() : Optional.empty();
            Future<Optional<T>> value = read.get().map(Optional::of).otherwise(before);
            entries.put(key, new Entry<>(value, System.nanoTime()));
            return value;
        }
    }
}
