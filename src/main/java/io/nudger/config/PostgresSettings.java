package io.nudger.config;

import io.nudger.document.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The database of the record.
 *
 * @param host its host
 * @param port its port
 * @param database its name
 * @param user who connects
 * @param password the password; null for none (a client certificate, or trust)
 * @param parameters the parameters of the URI ({@code sslmode}, {@code sslrootcert}, {@code application_name}, ...)
 * @param schema the schema that all tables live in
 * @param batchSize the most results that are written in one transaction
 * @param batchLinger how long a batch waits to fill
 * @param retention how long all of it is kept
 * @param migrate whether the persister brings the schema up to date when it starts
 * @param grantees who gets rights from whoever migrates
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        Map<String, String> parameters,
        String schema,
        int batchSize,
        Duration batchLinger,
        Retention retention,
        boolean migrate,
        Grantees grantees) {
    /** A database that its owner alone knows. */
    public PostgresSettings(
            String host,
            int port,
            String database,
            String user,
            @Nullable Secret password,
            Map<String, String> parameters,
            String schema,
            int batchSize,
            Duration batchLinger,
            Retention retention,
            boolean migrate) {
        this(
                host,
                port,
                database,
                user,
                password,
                parameters,
                schema,
                batchSize,
                batchLinger,
                retention,
                migrate,
                Grantees.NONE);
    }

    public PostgresSettings {
        parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
