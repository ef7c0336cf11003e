package io.nudger.check;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is kept of a response beside its measurements.
 *
 * @param kept what is kept
 * @param hiddenQuery which values in the query of a URL are hidden in all that is reported of the target
 */
public record Evidence(Set<Kept> kept, HiddenQuery hiddenQuery) {
    /** What may be kept. */
    public enum Kept {
        /** The beginning of the body and some headers of a check that is not up. */
        FAILURES,
        /** The text that the regular expression matched, of every check. */
        MATCHES
    }

    /** What holds unless configured otherwise. */
    public static final Evidence DEFAULT = new Evidence(Set.of(Kept.FAILURES), HiddenQuery.CREDENTIALS);

    public Evidence {
        EnumSet<Kept> copy = EnumSet.noneOf(Kept.class);
        copy.addAll(kept);
        kept = Collections.unmodifiableSet(copy);
    }

    /** Whether failures are kept. */
    public boolean failures() {
        return kept.contains(Kept.FAILURES);
    }

    /** Whether matches are kept. */
    public boolean matches() {
        return kept.contains(Kept.MATCHES);
    }
}
