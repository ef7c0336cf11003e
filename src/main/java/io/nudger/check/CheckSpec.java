package io.nudger.check;

import org.jspecify.annotations.Nullable;

/** What a check asks of its target, and what makes the answer a good one: a record for each kind of check. */
public sealed interface CheckSpec permits HttpCheck {
    /** The regular expression that what was found is searched for, as configured; null when there is none. */
    @Nullable String regexp();

    /** Writes every key of it that differs from its default. */
    void describe(ConfigText text);
}
