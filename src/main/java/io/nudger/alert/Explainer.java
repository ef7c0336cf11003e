package io.nudger.alert;

import io.nudger.config.Alerts;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.record.Database;
import io.nudger.record.PgFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Says of a target, by the record as it is now, who is notified and why, or why not. */
public final class Explainer {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Explainer() {}

    /**
     * Blocks until it is known.
     *
     * @return sentences; none when no alerter could see the target within a day
     */
    public static List<String> explain(PostgresSettings settings, Alerts alerts, String target) throws RecordException {
        Vertx vertx = Vertx.vertx();
        Database database = new Database(vertx, settings, DEADLINE);
        try {
            Snapshot snapshot = new SnapshotReader(database, System::nanoTime)
                    .read(new Lease.Term(0, null), alerts)
                    .await();
            return snapshot.subjects().stream()
                    .filter(subject -> subject.name().equals(target))
                    .findFirst()
                    .map(subject -> Explanation.of(subject, snapshot, alerts))
                    .orElse(List.of());
        } catch (RuntimeException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        } finally {
            database.close().await();
            vertx.close().await();
        }
    }
}
