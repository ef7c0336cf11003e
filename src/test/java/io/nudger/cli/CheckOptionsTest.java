package io.nudger.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.ConnectionSpec;
import io.nudger.check.HttpCheck;
import io.nudger.check.HttpPreference;
import io.nudger.check.IpVersion;
import io.nudger.check.ProxySpec;
import io.nudger.check.RequestSpec;
import io.nudger.check.Target;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.CertificateAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckOptionsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyOptionIsAKeyOfTheTarget() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("test");
        CertificateAuthority.Identity client = authority.issue("client");

        Target target = target(
                "--regexp",
                "f.ne",
                "--timeout",
                "2s",
                "--expect-status",
                "404",
                "--method",
                "POST",
                "--header",
                "accept: text/html",
                "--header",
                "x-one: 1",
                "--body",
                "{}",
                "--max-redirects",
                "3",
                "--http-version",
                "1.1",
                "--ip-version",
                "4",
                "--resolver",
                "192.0.2.1:5353",
                "--proxy",
                "socks5://me:pw@proxy.example:1080",
                "--insecure",
                "--ca-file",
                file("ca.pem", authority.pem()),
                "--cert-file",
                file("cert.pem", client.certificatePem()),
                "--key-file",
                file("key.pem", client.keyPem()),
                "--server-name",
                "b.example");

        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(HttpCheck.of(target).expectation().regexpText()).isEqualTo("f.ne");
        assertThat(HttpCheck.of(target).expectation().status()).hasToString("404");
        RequestSpec request = HttpCheck.of(target).request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.headers()).containsEntry("accept", "text/html").containsEntry("x-one", "1");
        assertThat(request.body()).isNotNull();
        assertThat(request.maxRedirects()).isEqualTo(3);
        ConnectionSpec connection = request.connection();
        assertThat(connection.http()).isEqualTo(HttpPreference.HTTP_1_1);
        assertThat(connection.ipVersion()).isEqualTo(IpVersion.V4);
        assertThat(connection.resolver().servers()).containsExactly(new InetSocketAddress("192.0.2.1", 5353));
        assertThat(connection.proxy())
                .isEqualTo(new ProxySpec(ProxySpec.Kind.SOCKS5, "proxy.example", 1080, "me", "pw"));
        assertThat(connection.tls().verify()).isFalse();
        assertThat(connection.tls().authorities()).containsExactly(authority.certificate());
        assertThat(requireNonNull(connection.tls().identity()).chain().get(0)).isEqualTo(client.certificate());
        assertThat(connection.tls().serverName()).isEqualTo("b.example");
    }

    @Test
    void withoutOptionsItIsTheCheckOfATargetsFile() throws InvalidConfigException {
        assertThat(HttpCheck.of(target()).request()).isEqualTo(RequestSpec.get());
    }

    private static Target target(String... arguments) throws InvalidConfigException {
        return CommandLine.populateCommand(new CheckOptions(), arguments).target("https://a.example/");
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
