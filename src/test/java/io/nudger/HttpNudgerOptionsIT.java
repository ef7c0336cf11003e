package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.document.Secret;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Playground;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** http-nudger's two processes by its own command lines and PEM files, against a broker that asks for a certificate. */
@Tag("services")
final class HttpNudgerOptionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void monitorAndPersisterRunAsTheyDid() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("authority");
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        Identity client = authority.issue("client", tomorrow);
        List<String> pem = List.of(
                "--kafka-key=" + file("kafka-key.pem", client.keyPem()),
                "--kafka-cert=" + file("kafka-cert.pem", client.certificatePem()),
                "--kafka-ca=" + file("ca.pem", authority.pem()));
        TestDatabase database = Services.postgres().createDatabase();
        try (EmbeddedKafka kafka = broker(authority, authority.issue("broker", tomorrow, "localhost", "127.0.0.1"));
                Playground site = Playground.start();
                NudgerProcess monitor = start(
                        List.of("monitor", site.http("/up").toString(), "--period", "1", "--regexp", "f[aeiou]ne"),
                        pem,
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "KAFKA_TOPIC", "statuses"));
                NudgerProcess persister = start(
                        List.of("persister", "--kafka-topic=statuses", "--postgres-db=" + name(database)),
                        pem,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                                "PG_HOST", database.settings().host(),
                                "PG_PORT", Integer.toString(database.settings().port()),
                                "PG_USER", database.settings().user(),
                                "PG_PASSWORD", password(database)))) {
            await().atMost(PATIENCE)
                    .failFast(() -> assertThat(List.of(monitor, persister))
                            .allSatisfy(process -> assertThat(process.isAlive())
                                    .as(process.log())
                                    .isTrue()))
                    .ignoreExceptions()
                    .until(() -> database.number("SELECT count(*) FROM url_statuses WHERE url LIKE '%/up'"
                                    + " AND status_code = 200 AND regexp_matched AND failure_reason IS NULL")
                            > 1);
            assertThat(List.of(monitor.stop(), persister.stop())).containsOnly(0);
        }
    }

    private static NudgerProcess start(List<String> arguments, List<String> pem, Map<String, String> environment) {
        List<String> all = new java.util.ArrayList<>(arguments);
        all.addAll(pem);
        NudgerProcess.Launch launch = NudgerProcess.with(all.toArray(String[]::new));
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            launch = launch.env(variable.getKey(), variable.getValue());
        }
        return launch.start();
    }

    private static EmbeddedKafka broker(CertificateAuthority authority, Identity identity) {
        return EmbeddedKafka.temporary(Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", identity.keyPem(),
                "ssl.keystore.certificate.chain", identity.certificatePem(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", authority.pem(),
                "ssl.client.auth", "required"));
    }

    /** Any will do where the server trusts everybody. */
    private static String password(TestDatabase database) {
        Secret password = database.settings().password();
        return password == null ? "any" : password.reveal();
    }

    private static String name(TestDatabase database) {
        return database.settings().database();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
