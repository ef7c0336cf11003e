package io.nudger.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * A website that misbehaves on demand, for development and tests. It listens on the loopback interface only, in plain and
 * with TLS (a certificate for {@code localhost} of an authority of its own), and keeps a log of every request.
 * {@link Misbehaviour} lists its paths.
 */
public final class Playground implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final CertificateAuthority authority = CertificateAuthority.create("nudger playground");
    private final RequestLog log = new RequestLog();
    private final HttpServer plain;
    private final HttpServer secure;

    private Playground(int httpPort, int httpsPort) {
        // One event loop for each port: the site must not take the CPU that its visitors are measured on.
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
        CertificateAuthority.Identity identity =
                authority.issue("localhost", Instant.now().plus(Duration.ofDays(30)), "localhost", HOST);
        HttpServerOptions tls = options(httpsPort)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(identity.keyPem()))
                        .setCertValue(Buffer.buffer(identity.certificatePem())));
        try {
            plain = listen(options(httpPort));
            secure = listen(tls);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts on ports that the system chooses. */
    public static Playground start() {
        return start(0, 0);
    }

    /** Starts on these ports; 0 lets the system choose. */
    public static Playground start(int httpPort, int httpsPort) {
        return new Playground(httpPort, httpsPort);
    }

    /** The port in plain. */
    public int port() {
        return plain.actualPort();
    }

    /** The port with TLS. */
    public int securePort() {
        return secure.actualPort();
    }

    /** The URL of this path and query, in plain. */
    public URI http(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    /** The URL of this path and query, with TLS. */
    public URI https(String path) {
        return URI.create("https://localhost:" + securePort() + path);
    }

    /** Who signed the certificate of the site. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** Every request so far. */
    public RequestLog log() {
        return log;
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        Futures.get(vertx.close());
    }

    private HttpServer listen(HttpServerOptions options) {
        return Futures.get(
                vertx.createHttpServer(options).requestHandler(this::receive).listen());
    }

    private void receive(HttpServerRequest request) {
        Visit visit = new Visit(request.uri(), Instant.now());
        log.add(visit);
        new Misbehaviour(vertx, request, visit).begin();
    }

    private static HttpServerOptions options(int port) {
        return new HttpServerOptions().setHost(HOST).setPort(port).setAcceptBacklog(4096);
    }
}
