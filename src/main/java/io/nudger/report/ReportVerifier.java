package io.nudger.report;

import io.nudger.consume.RecordException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds a report against the record: its numbers by its queries, its seals by the checks themselves. Blocks. */
public final class ReportVerifier {
    /** What is of the present, such as the URL of a target, may be another one by now; seals have a look of their own. */
    private static final List<String> APART = List.of("targets", "seals");

    private static final List<String> KEYS =
            List.of("target", "zone", "name", "day", "started_at", "starts_at", "since", "config");

    private final ReportReader reader;

    /** Against this record. */
    public ReportVerifier(ReportReader reader) {
        this.reader = reader;
    }

    /**
     * What came out.
     *
     * @param differences between the report and the record, one line each
     * @param values numbers and texts that were compared
     * @param seals that were found again in the checks
     * @param withoutRows seals whose checks are kept neither as rows nor in the archive; those were compared with the seals of
     *     the record alone
     */
    public record Outcome(List<String> differences, int values, int seals, int withoutRows) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        /** Whether the record says what the report says. */
        public boolean isEqual() {
            return differences.isEmpty();
        }
    }

    /**
     * Compares.
     *
     * @throws RecordException when the database does not answer
     */
    public Outcome verify(Report report, Instant now) throws RecordException {
        Report again = reader.readAgain(report, now);
        Instant kept = again.keptSince();
        if (kept != null && !kept.equals(report.keptSince())) {
            String line = "nothing before " + kept
                    + " is kept any more (postgres.rollup_retention): the report cannot be compared";
            return new Outcome(List.of(line), 0, 0, 0);
        }
        List<String> differences = new ArrayList<>();
        int values = 0;
        for (String table : again.sql().fieldNames()) {
            if (!APART.contains(table)) {
                values += compare(table, report.table(table), again.table(table), differences);
            }
        }
        int[] seals = compareSeals(report, again, differences);
        return new Outcome(differences, values, seals[0], seals[1]);
    }

    private static int compare(String table, List<JsonObject> then, List<JsonObject> now, List<String> differences) {
        Map<String, JsonObject> before = keyed(then);
        Map<String, JsonObject> after = keyed(now);
        int values = 0;
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            JsonObject printed = before.get(key);
            JsonObject found = after.get(key);
            if (printed == null || found == null) {
                differences.add(
                        table + ": " + key + (found == null ? " is not in the record" : " is not in the report"));
                continue;
            }
            for (String column : found.fieldNames()) {
                values++;
                if (!Objects.equals(printed.getValue(column), found.getValue(column))) {
                    differences.add("%s: %s %s: report %s, record %s"
                            .formatted(table, key, column, printed.getValue(column), found.getValue(column)));
                }
            }
        }
        return values;
    }

    private static Map<String, JsonObject> keyed(List<JsonObject> rows) {
        Map<String, JsonObject> keyed = new LinkedHashMap<>();
        for (JsonObject row : rows) {
            String key = KEYS.stream()
                    .filter(row::containsKey)
                    .map(name -> row.getValue(name) == null ? "all zones" : String.valueOf(row.getValue(name)))
                    .collect(Collectors.joining(" "));
            while (keyed.containsKey(key)) {
                key += " again";
            }
            keyed.put(key, row);
        }
        return keyed;
    }

    private int[] compareSeals(Report report, Report again, List<String> differences) throws RecordException {
        Map<List<String>, String> found = reader.digests(report);
        Map<List<String>, String> stored = digests(again);
        int seals = 0;
        int withoutRows = 0;
        for (Map.Entry<List<String>, String> printed : digests(report).entrySet()) {
            String name = "seal of " + String.join(" ", printed.getKey());
            @Nullable String digest = found.get(printed.getKey());
            if (digest == null && printed.getValue().equals(stored.get(printed.getKey()))) {
                withoutRows++;
            } else if (printed.getValue().equals(digest)) {
                seals++;
            } else {
                differences.add(
                        name + ": report " + printed.getValue() + ", checks " + (digest == null ? "none" : digest));
            }
        }
        return new int[] {seals, withoutRows};
    }

    private static Map<List<String>, String> digests(Report report) {
        Map<List<String>, String> digests = new LinkedHashMap<>();
        for (JsonObject row : report.table("seals")) {
            JsonObject days = row.getJsonObject("digests");
            days.fieldNames()
                    .forEach(day -> digests.put(
                            List.of(row.getString("target"), row.getString("zone"), day), days.getString(day)));
        }
        return digests;
    }
}
