package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table that gives names a number of two bytes. Numbers are given without gaps, under a lock, because none must be lost
 * to conflicts and retries; once committed they never change, so they are remembered.
 */
final class NameTable {
    /** Held until the transaction ends; the table of targets is numbered under the same lock. */
    static final String LOCK = "SELECT lock_names()";

    private final String select;
    private final String insert;
    private final Map<String, Short> committed = new HashMap<>();
    private final String table;
    private final String bound;
    /** The highest number that was ever committed. */
    private int highest;

    private NameTable(String table, String bound, int highest) {
        this.table = table;
        this.bound = bound;
        this.highest = highest;
        select = "SELECT id, name FROM %s WHERE name = ANY ($1::text[])".formatted(table);
        insert =
                """
                INSERT INTO %1$s (id, name)
                SELECT id::smallint, name
                  FROM (SELECT last.id + row_number() OVER (ORDER BY n.name) AS id, n.name
                          FROM unnest($1::text[]) AS n (name), (SELECT greatest(max(id), $2::int4) AS id FROM %1$s) AS last
                         WHERE NOT EXISTS (SELECT FROM %1$s t WHERE t.name = n.name)) AS numbered
                 WHERE %2$s"""
                        .formatted(table, bound);
    }

    static NameTable zones() {
        return new NameTable("zones", "true", 0);
    }

    /** In a cluster monitors come and go by the thousand: when the numbers are used up, the others have none. */
    static NameTable monitors() {
        return new NameTable("monitors", "id <= 32767", 0);
    }

    /** One that remembers no name, and gives no number that this one knows. */
    NameTable anew() {
        return new NameTable(table, bound, highest);
    }

    /** Later versions have a few more; whoever makes them up does not fill the table. */
    static NameTable outcomes() {
        return new NameTable("outcomes", "id <= 100", 0);
    }

    /** As {@link #outcomes}. */
    static NameTable reasons() {
        return new NameTable("reasons", "id <= 1000", 0);
    }

    /**
     * The numbers of these names; new names are given one.
     *
     * @return by name; to be {@linkplain #remember remembered} when the transaction is committed, and not before
     */
    Future<Map<String, Short>> resolve(SqlConnection connection, Collection<String> names) {
        Map<String, Short> found = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String name : names) {
            Short id = committed.get(name);
            if (id == null) {
                missing.add(name);
            } else {
                found.put(name, id);
            }
        }
        return select(connection, missing, found)
                .compose(done -> missing.isEmpty() ? Future.succeededFuture() : insert(connection, missing, found))
                .map(found);
    }

    void remember(Map<String, Short> ids) {
        committed.putAll(ids);
        ids.values().forEach(id -> highest = Math.max(highest, id));
    }

    private Future<Void> insert(SqlConnection connection, Set<String> missing, Map<String, Short> found) {
        return connection
                .query(LOCK)
                .execute()
                .compose(locked ->
                        connection.preparedQuery(insert).execute(tuple(missing).addInteger(highest)))
                .compose(inserted -> select(connection, missing, found));
    }

    /** Moves what the table has from {@code missing} to {@code found}. */
    private Future<Void> select(SqlConnection connection, Set<String> missing, Map<String, Short> found) {
        if (missing.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection.preparedQuery(select).execute(tuple(missing)).map(rows -> {
            rows.forEach(row -> found.put(row.getString("name"), row.getShort("id")));
            missing.removeAll(found.keySet());
            return null;
        });
    }

    private static Tuple tuple(Set<String> names) {
        return Tuple.of(names.toArray(String[]::new));
    }
}
