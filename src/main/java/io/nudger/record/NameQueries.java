package io.nudger.record;

import io.nudger.consume.KnownNames;
import io.nudger.consume.Names;
import io.nudger.consume.TargetConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks up which names the record has. */
final class NameQueries {
    private static final String ZONES = "SELECT name FROM zones";
    private static final String MONITORS = "SELECT name FROM monitors WHERE name = ANY ($1::text[])";
    private static final String COUNT_TARGETS = "SELECT count(*)::int4 FROM targets";

    private static final String CONFIGS =
            """
            SELECT n.target, n.config, c.config IS NOT NULL AS known
              FROM unnest($1::text[], $2::text[]) AS n (target, config)
              JOIN targets t ON t.name = n.target
              LEFT JOIN target_configs c ON c.target_id = t.id AND c.config = n.config""";

    private static final String COUNT_CONFIGS =
            """
            SELECT t.name AS target, count(*)::int4 AS configs
              FROM targets t JOIN target_configs c ON c.target_id = t.id
             WHERE t.name = ANY ($1::text[])
             GROUP BY t.name""";

    private final Database database;

    NameQueries(Database database) {
        this.database = database;
    }

    /** As {@link io.nudger.consume.RecordStore#known}. */
    Future<KnownNames> known(Names asked) {
        return zones(asked.zones())
                .compose(zones -> monitors(asked.monitors()).compose(monitors -> configs(asked.configs())
                        .map(configs -> new KnownNames(zones, monitors, configs.known(), configs.counts()))));
    }

    Future<Integer> countTargets() {
        return database.query(COUNT_TARGETS, Tuple.tuple())
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** All that there are, when any is asked for: they are few. */
    private Future<Set<String>> zones(Set<String> names) {
        return names.isEmpty()
                ? Future.succeededFuture(Set.of())
                : database.query(ZONES, Tuple.tuple()).map(NameQueries::firstColumn);
    }

    private Future<Set<String>> monitors(Set<String> names) {
        return names.isEmpty()
                ? Future.succeededFuture(Set.of())
                : database.query(MONITORS, texts(names)).map(NameQueries::firstColumn);
    }

    private Future<Configs> configs(Set<TargetConfig> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(new Configs(Set.of(), Map.of()));
        }
        Tuple columns = new Columns<>(List.copyOf(names))
                .text(TargetConfig::target)
                .text(TargetConfig::config)
                .tuple();
        return database.query(CONFIGS, columns).compose(rows -> {
            Set<TargetConfig> known = new HashSet<>();
            Map<String, Integer> counts = new HashMap<>();
            rows.forEach(row -> {
                String target = row.getString("target");
                if (row.getBoolean("known")) {
                    known.add(new TargetConfig(target, row.getString("config")));
                } else {
                    counts.put(target, 0);
                }
            });
            return counts.isEmpty()
                    ? Future.succeededFuture(new Configs(known, counts))
                    : database.query(COUNT_CONFIGS, texts(counts.keySet())).map(counted -> {
                        counted.forEach(row -> counts.put(row.getString("target"), row.getInteger("configs")));
                        return new Configs(known, counts);
                    });
        });
    }

    private static Set<String> firstColumn(RowSet<Row> rows) {
        Set<String> names = new HashSet<>();
        rows.forEach(row -> names.add(row.getString(0)));
        return names;
    }

    private static Tuple texts(Collection<String> names) {
        return Tuple.of(names.toArray(String[]::new));
    }

    /**
     * Configurations of targets.
     *
     * @param known those that the record has
     * @param counts how many the record has of each target that was asked for with another one
     */
    private record Configs(Set<TargetConfig> known, Map<String, Integer> counts) {}
}
