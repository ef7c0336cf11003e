package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In how many of the zones that vote a target has to be down to be down over all.
 *
 * @param rule how the number is found
 * @param zones the number where the rule is a number, else 0
 */
public record Quorum(Rule rule, int zones) {
    /** How the number of zones is found. */
    public enum Rule {
        /** One zone is enough. */
        ANY,
        /** More than half of the zones. */
        MAJORITY,
        /** Every zone. */
        ALL,
        /** A number; all zones where fewer vote. */
        COUNT
    }

    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,3}");

    /** The most zones that a number may ask for. */
    public static final int MAX_ZONES = 1_000;

    /** One zone is enough. */
    public static final Quorum ANY = new Quorum(Rule.ANY, 0);
    /** More than half of the zones. */
    public static final Quorum MAJORITY = new Quorum(Rule.MAJORITY, 0);
    /** Every zone. */
    public static final Quorum ALL = new Quorum(Rule.ALL, 0);

    public Quorum {
        requireNonNull(rule, "rule");
        if ((rule == Rule.COUNT) != (zones > 0) || zones > MAX_ZONES) {
            throw new IllegalArgumentException("a quorum of " + rule + " does not go with " + zones + " zones");
        }
    }

    /** {@code any}, {@code majority}, {@code all} or the number, as in files and records. */
    @Override
    public String toString() {
        return rule == Rule.COUNT ? String.valueOf(zones) : rule.name().toLowerCase(Locale.ROOT);
    }

    /** What {@link #toString} says; null for anything else. */
    public static @Nullable Quorum parse(String text) {
        return switch (text) {
            case "any" -> ANY;
            case "majority" -> MAJORITY;
            case "all" -> ALL;
            default ->
                COUNT.matcher(text).matches() && Integer.parseInt(text) <= MAX_ZONES
                        ? of(Integer.parseInt(text))
                        : null;
        };
    }

    /** So many zones. */
    public static Quorum of(int zones) {
        return new Quorum(Rule.COUNT, zones);
    }

    /** How many of the zones that vote have to see the target down; at least one. */
    public int needed(int voting) {
        int needed =
                switch (rule) {
                    case ANY -> 1;
                    case MAJORITY -> voting / 2 + 1;
                    case ALL -> voting;
                    case COUNT -> Math.min(zones, voting);
                };
        return Math.max(1, needed);
    }
}
