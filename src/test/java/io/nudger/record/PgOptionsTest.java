package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.document.Secret;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both clients, against a server that wants a certificate of one user and encryption and a password of another. */
final class PgOptionsTest {
    private static final String SESSION = "SELECT format('%s ssl=%s %s %s', current_user,"
            + " (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), current_setting('application_name'),"
            + " current_setting('work_mem')) AS session";

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("Authority");
        Instant nextMonth = Instant.now().plus(Duration.ofDays(30));
        CertificateAuthority.Identity server = authority.issue("server", nextMonth, "localhost");
        CertificateAuthority.Identity client = authority.issue("client", nextMonth, "client");
        write("ca.pem", authority.pem());
        write("other.pem", CertificateAuthority.create("Other").pem());
        writePrivate("client.key", client.keyPem());
        write("client.pem", client.certificatePem());
        write("server.pem", server.certificatePem());
        writePrivate("server.key", server.keyPem());
        write(
                "hba.conf",
                """
                hostssl all client 127.0.0.1/32 cert
                hostssl all login 127.0.0.1/32 scram-sha-256
                host all postgres 127.0.0.1/32 trust
                """);
        postgres = EmbeddedPostgres.temporary(Map.of(
                "ssl", "on",
                "ssl_cert_file", path("server.pem"),
                "ssl_key_file", path("server.key"),
                "ssl_ca_file", path("ca.pem"),
                "hba_file", path("hba.conf")));
        assertThat(postgres.createDatabase("nudger", "client", "none").uri()).endsWith("/nudger");
        assertThat(postgres.createDatabase("nudger", "login", "right").uri()).endsWith("/nudger");
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
        postgres.close();
    }

    @Test
    void aCertificateOpensTheDoor() {
        assertBoth(
                settings(
                        "localhost",
                        "client",
                        null,
                        Map.of(
                                "sslmode", "verify-full",
                                "sslrootcert", path("ca.pem"),
                                "sslcert", path("client.pem"),
                                "sslkey", path("client.key"))),
                "client ssl=t nudger 4MB");
    }

    @Test
    void aPasswordOpensTheDoor() {
        for (String mode : new String[] {"allow", "prefer", "require", "verify-ca"}) {
            assertBoth(
                    login("right", Map.of("sslmode", mode, "sslrootcert", path("ca.pem"))), "login ssl=t nudger 4MB");
        }
        assertBoth(login("right", Map.of()), "login ssl=t nudger 4MB");
    }

    /** Both clients alike, and on curves too, which JDBC takes for RSA unless it is given the algorithm. */
    @Test
    void aKeyIsOfPkcs8() throws IOException {
        String key = Files.readString(directory.resolve("client.key"));
        writePrivate("old.key", key.replace(" PRIVATE", " RSA PRIVATE"));
        assertBothFail(
                settings("localhost", "client", null, Map.of("sslcert", path("client.pem"), "sslkey", path("old.key"))),
                "the file " + path("old.key")
                        + " holds no private key in PKCS#8 without a password: wanted BEGIN PRIVATE"
                        + " KEY, found BEGIN RSA PRIVATE KEY; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out");
    }

    @Test
    void otherParametersAreSetOnTheServer() {
        assertBoth(
                login("right", Map.of("application_name", "another name", "work_mem", "5MB")),
                "login ssl=t another name 5MB");
    }

    @Test
    void whatIsWrongIsReportedWithoutThePassword() {
        assertBothFail(login("wrong", Map.of("sslmode", "require")), "password authentication failed for user");
        assertBothFail(login("wrong", Map.of("sslmode", "disable")), "no encryption");
        assertBothFail(
                login("right", Map.of("sslmode", "require", "bogus", "1")),
                "unrecognized configuration parameter \"bogus\"");
    }

    @Test
    void aServerThatCannotProveItselfIsRefused() {
        assertBothFail(login("right", Map.of("sslmode", "verify-ca", "sslrootcert", path("other.pem"))), "");
        assertBothFail(login("right", Map.of("sslmode", "verify-full", "sslrootcert", path("ca.pem"))), "");
        assertBothFail(login("right", Map.of("sslmode", "verify-ca", "sslrootcert", "system")), "");
    }

    private static void assertBoth(PostgresSettings settings, String session) {
        assertThatCode(() -> assertThat(jdbc(settings)).isEqualTo(session)).doesNotThrowAnyException();
        assertThat(vertx(settings)).isEqualTo(session);
    }

    private static void assertBothFail(PostgresSettings settings, String reason) {
        assertThat(PgFailure.describe(catchThrowable(() -> jdbc(settings))))
                .contains(reason)
                .doesNotContain("wrong", "\n");
        assertThat(PgFailure.describe(catchThrowable(() -> vertx(settings))))
                .contains(reason)
                .doesNotContain("wrong", "\n");
    }

    private static String jdbc(PostgresSettings settings) throws SQLException {
        PgOptions options = new PgOptions(settings);
        try (Connection connection = DriverManager.getConnection(options.jdbcUrl(), options.jdbcProperties());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SESSION)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static String vertx(PostgresSettings settings) {
        Database database = new Database(VERTX, settings, Duration.ofSeconds(20));
        try {
            Row row = database.query(SESSION, Tuple.tuple()).await().iterator().next();
            return row.getString("session");
        } finally {
            database.close().await();
        }
    }

    private static PostgresSettings login(String password, Map<String, String> parameters) {
        return settings("127.0.0.1", "login", Secret.of(password), parameters);
    }

    private static PostgresSettings settings(
            String host, String user, @Nullable Secret password, Map<String, String> parameters) {
        return new PostgresSettings(
                host,
                postgres.port(),
                "nudger",
                user,
                password,
                parameters,
                "nudger",
                1,
                Duration.ZERO,
                Retention.of(Duration.ofDays(1), Duration.ofDays(1)),
                true);
    }

    private static String path(String name) {
        return directory.resolve(name).toString();
    }

    /** Servers and clients do not take a key that others can read. */
    private static void writePrivate(String name, String text) throws IOException {
        write(name, text);
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
