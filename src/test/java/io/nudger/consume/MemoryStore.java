package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.config.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A record in memory: it answers at once, and is away, refuses and is set back when a test says so. */
final class MemoryStore implements RecordStore {
    private static final Duration KEPT = Duration.ofDays(30);

    private final Map<String, CheckResult> rows = new TreeMap<>();
    private final Set<SlotGap> gaps = new HashSet<>();
    private final Map<String, StoredOffsets.Position> positions = new HashMap<>();
    private final Set<Origin> origins = new HashSet<>();
    private final Map<String, Set<String>> targets = new HashMap<>();
    private int incarnation;
    private boolean away;
    private String refused = "";

    /** What is stored, by target, zone and slot. */
    synchronized Map<String, CheckResult> rows() {
        return Map.copyOf(rows);
    }

    /** Whether nothing answers from now on. */
    synchronized void setAway(boolean now) {
        away = now;
    }

    /** Refuses from now on what comes of this target. */
    synchronized void refuse(String target) {
        refused = target;
    }

    /** Loses everything, like a database in whose place an empty one is put. */
    synchronized void setBack() {
        rows.clear();
        gaps.clear();
        positions.clear();
        origins.clear();
        targets.clear();
        incarnation++;
    }

    @Override
    public StoreSettings settings() {
        return new StoreSettings("memory", Retention.of(KEPT, KEPT), 1_000, Duration.ofMillis(10));
    }

    @Override
    public Future<Void> prepare() {
        return answer(ANY_INCARNATION, () -> null);
    }

    @Override
    public synchronized int incarnation() {
        return incarnation;
    }

    @Override
    public Future<Stored> store(List<CheckResult> results, int wanted) {
        return answer(wanted, () -> {
            int before = rows.size();
            List<Refused> refusals = refusals(results, CheckResult::target);
            for (CheckResult result : results) {
                if (!isRefused(result.target())) {
                    remember(result.target(), result.origin());
                    rows.putIfAbsent(
                            result.target().name() + ' ' + result.origin().zone() + ' ' + result.scheduledAt(), result);
                }
            }
            return new Stored(rows.size() - before, 0, refusals);
        });
    }

    @Override
    public Future<List<Refused>> storeGaps(List<SlotGap> some, int wanted) {
        return answer(wanted, () -> {
            List<Refused> refusals = refusals(some, SlotGap::target);
            for (SlotGap gap : some) {
                if (!isRefused(gap.target())) {
                    remember(gap.target(), gap.origin());
                    gaps.add(gap);
                }
            }
            return refusals;
        });
    }

    @Override
    public Future<Void> keep(StoredOffsets progress) {
        return answer(progress.incarnation(), () -> {
            progress.positions().forEach(position -> positions.put(key(position), position));
            return null;
        });
    }

    @Override
    public Future<List<StoredOffsets.Position>> positions(StoredOffsets asked) {
        return answer(asked.incarnation(), () -> {
            List<StoredOffsets.Position> known = new ArrayList<>();
            asked.positions().forEach(position -> {
                StoredOffsets.Position kept = positions.get(key(position));
                if (kept != null) {
                    known.add(kept);
                }
            });
            return known;
        });
    }

    @Override
    public Future<KnownNames> known(Names asked) {
        return answer(ANY_INCARNATION, () -> {
            Map<String, Integer> counts = new HashMap<>();
            for (TargetConfig config : asked.configs()) {
                Set<String> known = targets.get(config.target());
                if (known != null) {
                    counts.put(config.target(), known.size());
                }
            }
            return new KnownNames(
                    names(Origin::zone),
                    names(Origin::monitor),
                    asked.configs().stream()
                            .filter(each -> targets.getOrDefault(each.target(), Set.of())
                                    .contains(each.config()))
                            .collect(Collectors.toSet()),
                    counts);
        });
    }

    @Override
    public Future<Integer> countTargets() {
        return answer(ANY_INCARNATION, targets::size);
    }

    @Override
    public void forgetTargets() {
        // Whatever it knows is true.
    }

    @Override
    public Future<JsonObject> health() {
        return answer(ANY_INCARNATION, JsonObject::new);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** Gives this one to a persister. */
    Future<RecordStore> open(Context asker) {
        return Future.succeededFuture(this);
    }

    private synchronized <T> Future<T> answer(int wanted, Supplier<T> question) {
        if (away) {
            return Future.failedFuture(new StoreException("the memory is away", new IllegalStateException()));
        }
        if (wanted != ANY_INCARNATION && wanted != incarnation) {
            return Future.failedFuture(new SetBackException("the memory was set back", null));
        }
        return Future.succeededFuture(question.get());
    }

    private void remember(TargetInfo target, Origin origin) {
        origins.add(origin);
        targets.computeIfAbsent(target.name(), name -> new HashSet<>()).add(target.config());
    }

    private <T> List<Refused> refusals(List<T> all, Function<T, TargetInfo> target) {
        return IntStream.range(0, all.size())
                .filter(index -> isRefused(target.apply(all.get(index))))
                .mapToObj(index -> new Refused(index, refused + " is refused"))
                .toList();
    }

    private boolean isRefused(TargetInfo target) {
        return target.name().equals(refused);
    }

    private Set<String> names(Function<Origin, String> name) {
        return origins.stream().map(name).collect(Collectors.toSet());
    }

    private static String key(StoredOffsets.Position position) {
        return position.topicId() + '/' + position.partition();
    }
}
