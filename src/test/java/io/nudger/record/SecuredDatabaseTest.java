package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.nudger.config.PostgresSettings;
import io.nudger.config.SettingsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateFiles;
import io.nudger.testing.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate or a password is reported in one line by both clients, and over when the file is right. */
final class SecuredDatabaseTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Authority");
    private static final CertificateAuthority OTHER = CertificateAuthority.create("Other");

    @TempDir
    private static Path directory;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Vertx VERTX = Vertx.vertx();
    private static CertificateFiles files;
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        files = new CertificateFiles(directory);
        files.trust("ca", AUTHORITY);
        files.issue("server", AUTHORITY, "127.0.0.1");
        files.write(
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
        postgres.database("nudger").execute("GRANT CREATE ON DATABASE nudger TO login");
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
        postgres.close();
    }

    @Test
    void aWrongCertificateIsReportedUntilItIsReplaced() {
        files.issueExpired("client", AUTHORITY, "client");
        PostgresSettings settings = settings("client", "", "");
        Database database = new Database(VERTX, settings, PATIENCE);

        assertRefused(database, settings, "our certificate " + path("client.pem") + " expired on 2");
        files.issue("client", OTHER, "client");
        assertRefused(database, settings, "connection requires a valid client certificate");
        files.remove("client.pem");
        assertRefused(database, settings, "the file " + path("client.pem") + " does not exist");
        files.issue("client", AUTHORITY, "client");
        assertServes(database, settings);
    }

    @Test
    void aWrongPasswordIsReportedUntilItIsRight() {
        files.write("password", "wrong\n");
        PostgresSettings settings = settings("login", "ca", "${file:" + path("password") + "}");
        Database database = new Database(VERTX, settings, PATIENCE);

        assertRefused(database, settings, "password authentication failed for user \"login\"");
        files.write("password", "right\n");
        assertServes(database, settings);
    }

    @Test
    void aServerWithAnotherCertificateIsReportedUntilItIsRight() {
        files.trust("trusted", OTHER);
        PostgresSettings settings = settings("login", "trusted", "right");
        Database database = new Database(VERTX, settings, PATIENCE);

        assertRefused(database, settings, "the server shows a certificate that is not signed by whom we trust");
        files.trust("trusted", AUTHORITY);
        assertServes(database, settings);

        serve(() -> files.issueExpired("server", AUTHORITY, "127.0.0.1"));
        assertRefused(database, settings, "the server shows a certificate that has expired (NotAfter: ");
        serve(() -> files.issue("server", AUTHORITY, "localhost"));
        assertRefused(database, settings, "the server shows a certificate that is for another host");
        serve(() -> {
            files.issue("server", OTHER, "127.0.0.1");
            files.trust("trusted", OTHER);
        });
        assertServes(database, settings);

        serve(() -> files.issue("server", AUTHORITY, "127.0.0.1"));
    }

    /** Tells the server to read its files anew, and ends the connections that stand, as a restart does. */
    private static void serve(Runnable renewal) {
        renewal.run();
        postgres.database("nudger").execute("SELECT pg_reload_conf()");
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> postgres.database("nudger")
                                .number(
                                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename <> 'postgres'")
                        == 0);
    }

    private static void assertRefused(Database database, PostgresSettings settings, String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(PgFailure.describe(catchThrowable(() -> ask(database))))
                .startsWith(reason)
                .doesNotContain("\n"));
        assertThat(PgFailure.describe(catchThrowable(() -> Migrations.run(settings))))
                .contains(reason)
                .doesNotContain("\n");
    }

    private static void assertServes(Database database, PostgresSettings settings) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(ask(database))
                .isEqualTo(1));
        assertThatCode(() -> Migrations.run(settings)).doesNotThrowAnyException();
    }

    private static int ask(Database database) {
        return database.query("SELECT 1", Tuple.tuple())
                .await()
                .iterator()
                .next()
                .getInteger(0);
    }

    /** As the program reads them; without an authority those of a user with a certificate. */
    private static PostgresSettings settings(String user, String authority, String password) {
        String parameters = "?sslmode=verify-full&sslrootcert="
                + (authority.isEmpty()
                        ? path("ca.pem") + "&sslcert=" + path("client.pem") + "&sslkey=" + path("client.key")
                        : path(authority + ".pem"));
        JsonObject settings = new JsonObject()
                .put("roles", new JsonArray().add("persister"))
                .put(
                        "postgres",
                        new JsonObject()
                                .put("uri", "postgresql://127.0.0.1:" + postgres.port() + "/nudger" + parameters)
                                .put("user", user)
                                .put("schema", user)
                                .put("password", password));
        try {
            return new SettingsLoader(name -> null)
                    .load(settings.encode())
                    .settings()
                    .postgres();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String path(String name) {
        return files.path(name).toString();
    }
}
