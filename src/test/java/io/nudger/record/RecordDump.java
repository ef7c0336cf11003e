package io.nudger.record;

import io.nudger.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the tables of the record hold, as text; who has written them, from where, and for how long, is no part of it. */
public final class RecordDump {
    private static final String TABLES =
            """
            SELECT c.relname AS name
              FROM pg_class c
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND c.relname NOT IN ('flyway_schema_history', 'commit_marks', 'stored_offsets', 'retention', 'record_days')""";

    private RecordDump() {}

    /** By table: its rows in the order of their texts. */
    public static Map<String, List<String>> of(TestDatabase database) {
        Map<String, List<String>> tables = new TreeMap<>();
        database.query(TABLES).forEach(row -> {
            String table = String.valueOf(row.get("name"));
            List<String> rows = new ArrayList<>();
            database.query("SELECT t::text AS text FROM " + table + " t ORDER BY 1")
                    .forEach(each -> rows.add(String.valueOf(each.get("text"))));
            tables.put(table, rows);
        });
        return tables;
    }
}
