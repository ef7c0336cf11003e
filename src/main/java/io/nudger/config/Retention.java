package io.nudger.config;

import io.nudger.check.Micros;
import io.nudger.document.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    /**
     * What is set in another way here than there, by the keys of the settings.
     *
     * @return as {@code retention=90d (not 30d)}; empty when nothing is
     */
    public String differenceFrom(Retention other) {
        List<String> differences = new ArrayList<>();
        compare(differences, "retention", checks, other.checks);
        compare(differences, "archive_retention", archive, other.archive);
        compare(differences, "failure_retention", failures, other.failures);
        compare(differences, "rollup_retention", sums, other.sums);
        return String.join(" ", differences);
    }

    private static void compare(List<String> differences, String key, Duration one, Duration other) {
        if (!one.equals(other)) {
            differences.add(key + "=" + Units.TIME.format(Micros.of(one)) + " (not "
                    + Units.TIME.format(Micros.of(other)) + ")");
        }
    }
}
