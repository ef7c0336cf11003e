package io.nudger.share;

import io.nudger.check.Micros;
import io.nudger.check.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest watermark of every share, those included that were committed while there were fewer shares: a target goes on
 * where any of its shares was left. They outlive the topic, should somebody delete it. Safe for use by several threads.
 */
final class Watermarks {
    /** An owner writes each second; one that has not written for so long has gone, or cannot. */
    private static final long FRESH = Micros.of(Duration.ofSeconds(10));

    /** By number of shares, and then by share. */
    private final Map<Integer, Map<Integer, Watermark>> known = new ConcurrentHashMap<>();

    void learn(Collection<Watermark> found) {
        for (Watermark watermark : found) {
            known.computeIfAbsent(watermark.count(), count -> new ConcurrentHashMap<>())
                    .merge(watermark.share(), watermark, Watermarks::newer);
        }
    }

    private static Watermark newer(Watermark one, Watermark other) {
        return other.writtenAt() >= one.writtenAt() ? other : one;
    }

    /** Up to which moment the slots of a target are accounted for; null when nobody has ever said. */
    @Nullable Long accountedUntil(String target) {
        long hash = Shares.hash(target);
        Long latest = null;
        for (Map.Entry<Integer, Map<Integer, Watermark>> division : known.entrySet()) {
            Watermark found = division.getValue().get(Shares.shareOf(hash, division.getKey()));
            if (found != null && (latest == null || found.until() > latest)) {
                latest = found.until();
            }
        }
        return latest;
    }

    /** The earliest moment up to which one of these shares is accounted for; null when none is. */
    @Nullable Long earliest(Shares shares) {
        Map<Integer, Watermark> division = known.getOrDefault(shares.count(), Map.of());
        return shares.owned().stream()
                .map(division::get)
                .filter(found -> found != null)
                .map(Watermark::until)
                .min(Long::compare)
                .orElse(null);
    }

    /** Who owns which shares, as far as the owners have said so lately. */
    SortedMap<String, SortedSet<Integer>> owners(int count, long now) {
        SortedMap<String, SortedSet<Integer>> owners = new TreeMap<>();
        fresh(count, now).forEach(found -> owners.computeIfAbsent(found.monitor(), monitor -> new TreeSet<>())
                .add(found.share()));
        return owners;
    }

    /** How many checks each owner makes in a second, by the same words. */
    SortedMap<String, Double> load(int count, long now) {
        SortedMap<String, Double> load = new TreeMap<>();
        fresh(count, now).forEach(found -> load.merge(found.monitor(), found.checksPerSecond(), Double::sum));
        return load;
    }

    /** Whether another monitor than this one owns shares, however many there are. */
    boolean hasOthers(String monitor, long now) {
        return known.keySet().stream()
                .flatMap(count -> owners(count, now).keySet().stream())
                .anyMatch(owner -> !owner.equals(monitor));
    }

    /** The owners that know other targets than these. */
    SortedSet<String> differing(int count, String targets, long now) {
        SortedSet<String> differing = new TreeSet<>();
        fresh(count, now).stream()
                .filter(found -> !found.targets().equals(targets))
                .forEach(found -> differing.add(found.monitor()));
        return differing;
    }

    private List<Watermark> fresh(int count, long now) {
        List<Watermark> fresh = new ArrayList<>();
        known.getOrDefault(count, Map.of()).values().stream()
                .filter(found -> !found.released() && Math.abs(now - found.writtenAt()) < FRESH)
                .forEach(fresh::add);
        return fresh;
    }
}
