package io.nudger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.config.KafkaSettings;
import io.nudger.config.SettingsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateFiles;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.Futures;
import io.nudger.testing.SecuredKafka;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate or a password is reported in one line, and over when the file is right. */
final class SecuredConnectionsTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Authority");
    private static final CertificateAuthority OTHER = CertificateAuthority.create("Other");

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static CertificateFiles files;
    private static EmbeddedKafka mutual;
    private static EmbeddedKafka scram;

    private final List<String> troubles = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        files = new CertificateFiles(directory);
        files.trust("ca", AUTHORITY);
        files.issue("server", AUTHORITY, "127.0.0.1");
        mutual = SecuredKafka.mutualTls(files.path("server.both.pem"), files.path("ca.pem"));
        scram = SecuredKafka.scramOverTls(files.path("server.both.pem"), files.path("ca.pem"));
    }

    @AfterAll
    static void stop() {
        mutual.close();
        scram.close();
        Futures.get(VERTX.close());
    }

    @Test
    void anExpiredCertificateIsReportedUntilItIsRenewed() {
        files.issueExpired("expired", AUTHORITY, "client");
        Future<Void> ensured = ensure(mutual, certificate("ca", "expired"));

        awaitTroubles(2);
        assertThat(troubles).allSatisfy(trouble -> assertThat(trouble)
                .startsWith(mutual.bootstrapServers() + " refuses our certificate: it expired on "));
        files.issue("expired", AUTHORITY, "client");

        Futures.get(ensured);
    }

    @Test
    void aForeignCertificateIsReportedUntilItIsReplaced() {
        files.issue("foreign", OTHER, "client");
        Future<Void> ensured = ensure(mutual, certificate("ca", "foreign"));

        awaitTroubles(2);
        assertThat(troubles).allSatisfy(trouble -> assertThat(trouble)
                .startsWith(mutual.bootstrapServers() + " refuses our certificate: it is not signed by whom"));
        files.issue("foreign", AUTHORITY, "client");

        Futures.get(ensured);
    }

    @Test
    void aServerOfAnotherAuthorityIsReportedUntilThatIsTrusted() {
        files.trust("other", OTHER);
        files.issue("client", AUTHORITY, "client");
        Future<Void> ensured = ensure(mutual, certificate("other", "client"));

        awaitTroubles(2);
        assertThat(troubles)
                .containsOnly(mutual.bootstrapServers()
                        + " shows a certificate that is not signed by whom we trust, see ssl.truststore");
        files.trust("other", AUTHORITY);

        Futures.get(ensured);
    }

    @Test
    void aFileThatIsNotThereIsWaitedFor() {
        files.issue("late", AUTHORITY, "client");
        JsonObject late = certificate("ca", "late");
        files.remove("late.key");
        assertThatThrownBy(() -> settings(mutual, late))
                .hasMessageContaining("late.key\" cannot be read: no such file");

        files.issue("late", AUTHORITY, "client");
        KafkaSettings settings = settings(mutual, late);
        files.remove("late.pem");
        Future<Void> ensured = ensure(settings);
        awaitTroubles(2);
        assertThat(troubles).containsOnly("the file \"" + files.path("late.pem") + "\" cannot be read: no such file");
        files.issue("late", AUTHORITY, "client");

        Futures.get(ensured);
    }

    @Test
    void aWrongPasswordIsReportedUntilItIsRight() {
        files.write("password", "wrong\n");
        Future<Void> ensured = ensure(
                scram,
                new JsonObject()
                        .put("security.protocol", "SASL_SSL")
                        .put("ssl.truststore.type", "PEM")
                        .put("ssl.truststore.location", files.path("ca.pem").toString())
                        .put("sasl.mechanism", "SCRAM-SHA-512")
                        .put("sasl.jaas.config", SecuredKafka.scramLogin("${file:" + files.path("password") + "}")));

        awaitTroubles(2);
        assertThat(troubles)
                .containsOnly(
                        scram.bootstrapServers() + " refuses the login: Authentication failed during authentication"
                                + " due to invalid credentials with SASL mechanism SCRAM-SHA-512");
        files.write("password", SecuredKafka.PASSWORD + "\n");

        Futures.get(ensured);
    }

    private static JsonObject certificate(String authority, String client) {
        return new JsonObject()
                .put("security.protocol", "SSL")
                .put("ssl.truststore.type", "PEM")
                .put("ssl.truststore.location", files.path(authority + ".pem").toString())
                .put("ssl.keystore.type", "PEM")
                .put("ssl.keystore.key", "${file:" + files.path(client + ".key") + "}")
                .put("ssl.keystore.certificate.chain", "${file:" + files.path(client + ".pem") + "}");
    }

    private Future<Void> ensure(EmbeddedKafka kafka, JsonObject client) {
        return ensure(settings(kafka, client));
    }

    private Future<Void> ensure(KafkaSettings settings) {
        return new Topics(
                        VERTX, settings, new KafkaClients(settings), List.of(settings.topic()), new SplittableRandom(1))
                .ensure(troubles::add);
    }

    /** As the program reads them. */
    private static KafkaSettings settings(EmbeddedKafka kafka, JsonObject client) {
        JsonObject settings = new JsonObject()
                .put("roles", new JsonArray().add("persister"))
                .put(
                        "kafka",
                        new JsonObject().put("client", client.put("bootstrap.servers", kafka.bootstrapServers())));
        try {
            return new SettingsLoader(name -> null)
                    .load(settings.encode())
                    .settings()
                    .kafka();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void awaitTroubles(int count) {
        await().until(() -> troubles.size() >= count);
    }
}
