package io.nudger.config;

import java.time.Duration;

/**
 * How long the record is kept, each part counted back from now.
 *
 * @param checks how long checks are rows
 * @param archive how long checks are kept at all, past that in the archive; not shorter than {@code checks}, and the same
 *     when there is no archive
 * @param failures how long the evidence of failures is kept; not longer than {@code archive}
 * @param sums how long the sums of hours and days are kept; not shorter than {@code checks}
 */
public record Retention(Duration checks, Duration archive, Duration failures, Duration sums) {
    /** Without an archive, and with evidence for all checks. */
    public static Retention of(Duration checks, Duration sums) {
        return new Retention(checks, checks, checks, sums);
    }
}
