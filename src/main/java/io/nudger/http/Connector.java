package io.nudger.http;

import static java.util.Objects.requireNonNull;

import io.nudger.check.ConnectionSpec;
import io.nudger.check.HttpPreference;
import io.nudger.check.Ports;
import io.nudger.check.TlsSpec;
import io.nudger.config.AddressRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the connections of the checks: fresh ones, with a full handshake. */
final class Connector {
    /** More headers than this fail a check, as a browser; most servers send less than 8 KiB. */
    static final int MAX_HEADER_BYTES = 256 * 1024;

    static final int MAX_STATUS_LINE_BYTES = MAX_HEADER_BYTES;

    private final Vertx vertx;
    private final TlsEngine engine;
    private final TlsProfiles profiles;
    private final AddressRules addresses;
    private final Map<String, String> defaultHeaders;
    private final Map<HttpPreference, HttpClientAgent> clients = new EnumMap<>(HttpPreference.class);
    private final Tokens tokens = new Tokens();
    private final AtomicInteger connections = new AtomicInteger();

    Connector(Vertx vertx, HttpProber.Environment surroundings, String userAgent) {
        this.vertx = vertx;
        this.engine = surroundings.engine();
        this.profiles = new TlsProfiles(surroundings.trusted());
        this.addresses = surroundings.addresses();
        this.defaultHeaders = Map.of("user-agent", userAgent, "accept", "*/*");
        for (HttpPreference version : HttpPreference.values()) {
            clients.put(version, client(version));
        }
    }

    private HttpClientAgent client(HttpPreference version) {
        // One deadline governs all; the timeouts of the parts are off, or they would cut long deadlines short.
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(version == HttpPreference.HTTP_2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setUseAlpn(true)
                .setAlpnVersions(offered(version))
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                .setDecompressionSupported(false)
                .setConnectTimeout(0)
                .setSslHandshakeTimeout(0)
                .setSslEngineOptions(engine.options())
                .setTrustOptions(TrustOptions.wrap(profiles.trust()));
        options.getInitialSettings().setMaxHeaderListSize(MAX_HEADER_BYTES).setPushEnabled(false);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setCleanerPeriod(0))
                .build();
    }

    private static List<HttpVersion> offered(HttpPreference version) {
        return switch (version) {
            case AUTO -> List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
            case HTTP_1_1 -> List.of(HttpVersion.HTTP_1_1);
            case HTTP_2 -> List.of(HttpVersion.HTTP_2);
        };
    }

    /** Connects to this address of the connection's destination, or of a proxy on the way, TLS included. */
    Future<HttpClientConnection> connect(Connection connection, InetSocketAddress address, ConnectionSpec spec) {
        Destination destination = connection.destination();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(new TracedAddress(destination.host(), address, connection))
                .setHost(connection.serverName())
                .setPort(sessionKey())
                .setSsl(destination.secure());
        ClientSSLOptions profile = destination.secure() ? profiles.optionsOf(spec.tls()) : null;
        if (profile != null) {
            options.setSslOptions(profile);
        }
        return requireNonNull(clients.get(spec.http()))
                .connect(options)
                .compose(http -> asWanted(connection, http, spec.http()));
    }

    /** A server may answer in another version than those it was offered. */
    private static Future<HttpClientConnection> asWanted(
            Connection connection, HttpClientConnection http, HttpPreference wanted) {
        boolean refused =
                wanted == HttpPreference.HTTP_2 && connection.destination().secure() && !connection.choseHttp2();
        return refused ? Future.failedFuture(new NoHttp2Exception()) : Future.succeededFuture(http);
    }

    /**
     * A number in the place of the port, which is only used as a key to the cache of TLS sessions: two connections of one
     * time must not share a session, or the second would not see the certificate of the server.
     */
    private int sessionKey() {
        return 1 + Math.floorMod(connections.getAndIncrement(), Ports.HIGHEST);
    }

    /** Who decides whether a certificate is accepted. */
    WitnessTrustManager trust(TlsSpec spec) {
        return profiles.trustOf(spec);
    }

    /** The tokens that checks have got. */
    Tokens tokens() {
        return tokens;
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
        return Future.join(clients.values().stream().map(HttpClientAgent::close).toList())
                .mapEmpty();
    }
}
