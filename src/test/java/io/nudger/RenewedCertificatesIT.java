package io.nudger;

import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateFiles;
import io.nudger.testing.Deployment;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SecuredKafka;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka and PostgreSQL ask for certificates, and one day all of them come from another authority: the same process goes on
 * when its files are replaced, and the record has no gap.
 */
final class RenewedCertificatesIT {
    private static final String KAFKA = " shows a certificate that is not signed by whom we trust, see ssl.truststore";
    private static final String POSTGRES =
            "postgres unavailable reason=\"the server shows a certificate that is not signed by whom we trust, see sslrootcert";

    @TempDir
    private Path directory;

    @Test
    void anotherAuthorityNeedsNoRestart() {
        CertificateFiles files = new CertificateFiles(directory);
        CertificateAuthority first = CertificateAuthority.create("First");
        CertificateAuthority second = CertificateAuthority.create("Second");
        for (String service : List.of("kafka", "postgres")) {
            renewServer(files, service, first);
            renewClient(files, service, first);
        }
        try (Playground site = Playground.start();
                EmbeddedKafka kafka = SecuredKafka.mutualTls(
                        files.path("kafka-server.both.pem"), files.path("kafka-server-trusts.pem"));
                EmbeddedPostgres postgres = postgres(files);
                Deployment deployment = deployment(kafka, postgres)) {
            List<SiteTarget> targets = IntStream.range(0, 5)
                    .mapToObj(i -> SiteTarget.of("site-" + i, site.http("/site/" + i)))
                    .toList();
            deployment.targets(targets);
            Node nudger = deployment.start(secured(deployment.settings("monitor", "persister"), files));
            nudger.awaitReady();
            Instant since = Instant.now();
            deployment.awaitNumber(targets.size(), "SELECT count(*) FROM check_results");

            postgres.stop();
            renewServer(files, "postgres", second);
            postgres.start();
            nudger.process().awaitLog(POSTGRES);
            nudger.awaitStatus("/health/ready", 503);
            renewClient(files, "postgres", second);
            nudger.awaitReady();

            kafka.stop();
            renewServer(files, "kafka", second);
            kafka.start();
            nudger.process().awaitLog("reason=\"" + kafka.bootstrapServers() + KAFKA + "\"; trying again");
            nudger.process().awaitLog("reason=\"" + kafka.bootstrapServers() + KAFKA + "\"; results wait");
            nudger.awaitStatus("/health/ready", 503);
            renewClient(files, "kafka", second);
            nudger.awaitReady();

            deployment.awaitTrueRecord(targets, since, Instant.now(), site.log());
        }
    }

    private static void renewServer(CertificateFiles files, String service, CertificateAuthority authority) {
        files.trust(service + "-server-trusts", authority);
        files.issue(service + "-server", authority, "127.0.0.1");
    }

    private static void renewClient(CertificateFiles files, String service, CertificateAuthority authority) {
        files.trust(service + "-trusts", authority);
        files.issue(service, authority, service);
    }

    private static EmbeddedPostgres postgres(CertificateFiles files) {
        // The user has the name of his certificate; the test itself comes without.
        files.write(
                "hba.conf",
                """
                hostssl renewed owner 127.0.0.1/32 cert map=certificate
                host all postgres 127.0.0.1/32 trust
                """);
        files.write("ident.conf", "certificate postgres owner\n");
        return EmbeddedPostgres.temporary(Map.of(
                "ssl", "on",
                "ssl_cert_file", files.path("postgres-server.pem").toString(),
                "ssl_key_file", files.path("postgres-server.key").toString(),
                "ssl_ca_file", files.path("postgres-server-trusts.pem").toString(),
                "hba_file", files.path("hba.conf").toString(),
                "ident_file", files.path("ident.conf").toString()));
    }

    private Deployment deployment(EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        String database =
                postgres.createDatabase("renewed", "owner", "none").settings().database();
        return Deployment.of(directory, kafka.bootstrapServers(), postgres.database(database));
    }

    private static JsonObject secured(JsonObject settings, CertificateFiles files) {
        settings.getJsonObject("kafka")
                .getJsonObject("client")
                .put("security.protocol", "SSL")
                .put("ssl.truststore.type", "PEM")
                .put("ssl.truststore.location", files.path("kafka-trusts.pem").toString())
                .put("ssl.keystore.type", "PEM")
                .put("ssl.keystore.key", "${file:" + files.path("kafka.key") + "}")
                .put("ssl.keystore.certificate.chain", "${file:" + files.path("kafka.pem") + "}");
        JsonObject postgres = settings.getJsonObject("postgres");
        postgres.put("user", "owner")
                .put("password", "")
                .put(
                        "uri",
                        postgres.getString("uri") + "?sslmode=verify-full&sslrootcert="
                                + files.path("postgres-trusts.pem") + "&sslcert=" + files.path("postgres.pem")
                                + "&sslkey=" + files.path("postgres.key"));
        return settings;
    }
}
