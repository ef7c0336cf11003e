package io.nudger.probe;

import io.nudger.config.AddressRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the connections of the checks: fresh ones, with a full handshake. */
final class Connector {
    /** More headers than this fail a check; a browser gives up at about 256 KiB, most servers send less than 8. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final int MAX_STATUS_LINE_BYTES = 16 * 1024;
    private static final int MAX_PORT = 65_535;

    private final HttpClientAgent client;
    private final Map<String, String> defaultHeaders;
    private final AddressRules addresses;
    private final AtomicInteger connections = new AtomicInteger();

    Connector(Vertx vertx, HttpProber.Surroundings surroundings, String userAgent) {
        addresses = surroundings.checks().addresses();
        // One deadline governs all; the timeouts of the parts are off, or they would cut long deadlines short.
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                .setDecompressionSupported(false)
                .setConnectTimeout(0)
                .setSslHandshakeTimeout(0)
                .setSslEngineOptions(surroundings.engine().options())
                .setTrustOptions(TrustOptions.wrap(WitnessTrustManager.of(surroundings.trusted())));
        options.getInitialSettings().setMaxHeaderListSize(MAX_HEADER_BYTES).setPushEnabled(false);
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setCleanerPeriod(0))
                .build();
        defaultHeaders = Map.of("user-agent", userAgent, "accept", "*/*");
    }

    /** Connects to one address of the connection's destination, TLS included. */
    Future<HttpClientConnection> connect(Connection connection, InetAddress address) {
        Destination destination = connection.destination();
        return client.connect(new HttpConnectOptions()
                .setServer(new TracedAddress(destination, address, connection))
                .setHost(destination.host())
                .setPort(sessionKey())
                .setSsl(destination.secure()));
    }

    /**
     * A number in the place of the port, which is only used as a key to the cache of TLS sessions: two connections of one
     * time must not share a session, or the second would not see the certificate of the server.
     */
    private int sessionKey() {
        return 1 + Math.floorMod(connections.getAndIncrement(), MAX_PORT);
    }

    /** Which addresses may be connected to. */
    AddressRules addresses() {
        return addresses;
    }

    /** What each request says unless it is configured otherwise. */
    Map<String, String> defaultHeaders() {
        return defaultHeaders;
    }

    Future<Void> close() {
        return client.close();
    }
}
