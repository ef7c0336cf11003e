package io.nudger.cli;

import io.nudger.check.Target;
import io.nudger.config.CommandLineTarget;
import io.nudger.document.InvalidConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How one URL is checked: the keys of a target, as options. */
final class CheckOptions {
    @Option(names = "--regexp", paramLabel = "R", description = "What the body must contain a match of (RE2 syntax).")
    private @Nullable String regexp;

    @Option(names = "--timeout", paramLabel = "T", description = "The deadline of the whole check, 5s by default.")
    private @Nullable String timeout;

    @Option(
            names = "--expect-status",
            paramLabel = "S",
            description = "Status codes that are up: 2xx (the default), 200-204, 301,302.")
    private @Nullable String status;

    @Option(names = "--method", paramLabel = "M", description = "GET (the default), HEAD, POST, ...")
    private @Nullable String method;

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A header of the request; may be given several times.")
    private List<String> headers = List.of();

    @Option(names = "--body", paramLabel = "TEXT", description = "What is sent with the request.")
    private @Nullable String body;

    @Option(
            names = "--max-redirects",
            paramLabel = "N",
            description = "How many redirects are followed, 10 by default; with 0 the redirect itself is evaluated.")
    private @Nullable String maxRedirects;

    @Option(names = "--http-version", paramLabel = "V", description = "auto (the default), 1.1 or 2.")
    private @Nullable String httpVersion;

    @Option(names = "--ip-version", paramLabel = "V", description = "auto (the default), 4 or 6.")
    private @Nullable String ipVersion;

    @Option(
            names = "--resolver",
            paramLabel = "ADDRESS",
            description = "The name server to ask, with or without a port, instead of those of the system.")
    private @Nullable String resolver;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description = "What to go through: http://[USER:PASSWORD@]HOST:PORT, or socks5://...")
    private @Nullable String proxy;

    @Option(
            names = "--insecure",
            description = "Go on whatever is wrong with the certificate of the server; it is shown in any case.")
    private boolean insecure;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates in PEM that are trusted instead of those that Java trusts.")
    private @Nullable String authorities;

    @Option(
            names = "--cert-file",
            paramLabel = "FILE",
            description = "The certificate in PEM to show to the server, with those of its issuers.")
    private @Nullable String certificate;

    @Option(names = "--key-file", paramLabel = "FILE", description = "The private key of --cert-file in PEM.")
    private @Nullable String key;

    @Option(
            names = "--server-name",
            paramLabel = "NAME",
            description =
                    "The name to ask the server for and to find in its certificate; the host of the URL by default.")
    private @Nullable String serverName;

    /**
     * The target that the options describe.
     *
     * @throws InvalidConfigException when anything is wrong; the problems name the options
     */
    Target target(String url) throws InvalidConfigException {
        return new CommandLineTarget(url)
                .with("--regexp", regexp, "regexp")
                .with("--timeout", timeout, "timeout")
                .with("--expect-status", status, "expect", "status")
                .with("--method", method, "method")
                .with("--body", body, "body")
                .with("--max-redirects", maxRedirects, "max_redirects")
                .with("--http-version", httpVersion, "http_version")
                .with("--ip-version", ipVersion, "ip_version")
                .with("--resolver", resolver, "resolver")
                .with("--proxy", proxy, "proxy")
                .with("--insecure", insecure ? "false" : null, "tls", "verify")
                .with("--ca-file", authorities, "tls", "ca_file")
                .with("--cert-file", certificate, "tls", "cert_file")
                .with("--key-file", key, "tls", "key_file")
                .with("--server-name", serverName, "tls", "server_name")
                .withHeaders("--header", headers)
                .read();
    }
}
