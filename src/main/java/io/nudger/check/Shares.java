package io.nudger.check;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Which targets of a zone a monitor checks. The targets are divided into shares by the hash of their names, so that every
 * monitor of the zone divides them alike; each share has one owner.
 *
 * @param count how many shares there are; positive
 * @param owned the numbers of those that are this monitor's, each less than the count
 */
public record Shares(int count, SortedSet<Integer> owned) {
    /** Nothing is shared: all targets are this monitor's. */
    public static final Shares ALL = of(1, Collections.singleton(0));

    public Shares {
        if (count <= 0) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        owned = Collections.unmodifiableSortedSet(new TreeSet<>(owned));
        if (!owned.isEmpty() && (owned.first() < 0 || owned.last() >= count)) {
            throw new IllegalArgumentException("no shares of " + count + ": " + owned);
        }
    }

    /** These of so many shares. */
    public static Shares of(int count, Collection<Integer> owned) {
        return new Shares(count, new TreeSet<>(owned));
    }

    /** None of so many shares. */
    public static Shares none(int count) {
        return of(count, Collections.emptySet());
    }

    /** What a target's share comes from: stable and never negative. The phase of its slots comes from the same. */
    public static long hash(String targetName) {
        return Schedule.hash(targetName);
    }

    /** The share of a target, by its {@link #hash}. */
    public static int shareOf(long hash, int count) {
        return (int) (hash % count);
    }

    /** Whether the target of this name is this monitor's. */
    public boolean holds(String targetName) {
        return isAll() || owned.contains(shareOf(hash(targetName), count));
    }

    /** Whether every target is this monitor's. */
    public boolean isAll() {
        return owned.size() == count;
    }

    /** Numbers for people: {@code 0-3,7}; {@code none} when there are none. */
    public static String format(SortedSet<Integer> numbers) {
        StringJoiner text = new StringJoiner(",").setEmptyValue("none");
        int first = -1;
        for (int number : numbers) {
            if (first < 0 || !numbers.contains(number - 1)) {
                first = number;
            }
            if (!numbers.contains(number + 1)) {
                text.add(first == number ? Integer.toString(first) : first + "-" + number);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return format(owned) + " of " + count;
    }
}
