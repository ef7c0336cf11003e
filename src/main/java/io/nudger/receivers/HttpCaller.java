package io.nudger.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.check.ProxySpec;
import io.nudger.config.AddressRules;
import io.nudger.config.Calling;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to receivers: under a deadline, to allowed addresses only, without following redirects, and over a
 * connection of its own each, which lives no longer than the deadline. Belongs to one context.
 */
final class HttpCaller {
    private static final int MAX_CONNECTIONS = 50;
    /** More of an answer is not kept. */
    private static final int LONGEST_ANSWER = 4_096;

    private final Vertx vertx;
    private final AddressGuard guard;
    /** Callers that differ in nothing but their proxy share a client. */
    private final Map<Calling, WebClient> clients = new HashMap<>();

    HttpCaller(Vertx vertx, AddressRules addresses) {
        this.vertx = vertx;
        this.guard = new AddressGuard(vertx, addresses);
    }

    AddressGuard guard() {
        return guard;
    }

    /** What was answered; fails when nothing was, within the timeout at the latest. */
    Future<HttpResponse<Buffer>> send(Request request, Calling calling) {
        return Future.<Void>succeededFuture()
                .compose(begin ->
                        calling.proxy() == null ? direct(request, calling) : proxied(request, calling, calling.proxy()))
                .timeout(calling.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<HttpResponse<Buffer>> direct(Request request, Calling calling) {
        RequestOptions options = new RequestOptions().setAbsoluteURI(request.url());
        return guard.resolve(options.getHost())
                .compose(addresses -> sendToFirst(request, calling, options, addresses.iterator()));
    }

    /** To the first address that takes a connection. */
    private Future<HttpResponse<Buffer>> sendToFirst(
            Request request, Calling calling, RequestOptions options, Iterator<InetAddress> addresses) {
        SocketAddress server = SocketAddress.inetSocketAddress(
                options.getPort(), addresses.next().getHostAddress());
        return send(client(calling).request(HttpMethod.valueOf(request.method()), server, options), request)
                .recover(failure -> failure instanceof ConnectException && addresses.hasNext()
                        ? sendToFirst(request, calling, options, addresses)
                        : Future.failedFuture(failure));
    }

    /** A proxy resolves names itself; its own address is evaluated here. */
    private Future<HttpResponse<Buffer>> proxied(Request request, Calling calling, ProxySpec proxy) {
        RequestOptions options = new RequestOptions().setAbsoluteURI(request.url());
        return guard.judgeLiteral(options.getHost())
                .compose(evaluated -> guard.resolve(proxy.host()))
                .compose(addresses -> send(
                        client(calling)
                                .request(HttpMethod.valueOf(request.method()), options)
                                .proxy(proxyOptions(proxy, addresses.get(0))),
                        request));
    }

    private static Future<HttpResponse<Buffer>> send(HttpRequest<Buffer> prepared, Request request) {
        request.headers().forEach(prepared::putHeader);
        return prepared.as(() -> new BoundedBody(LONGEST_ANSWER))
                .sendBuffer(Buffer.buffer(request.body(), UTF_8.name()));
    }

    private WebClient client(Calling calling) {
        return clients.computeIfAbsent(new Calling(calling.timeout(), null, calling.tls()), this::create);
    }

    private WebClient create(Calling calling) {
        int millis = Math.toIntExact(calling.timeout().toMillis());
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setVerifyHost(calling.tls().verify())
                .setConnectTimeout(millis);
        ClientTls.apply(calling.tls(), options);
        HttpClient client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS))
                .withConnectHandler(connection -> closeAfter(connection, millis))
                .build();
        return WebClient.wrap(
                client, new WebClientOptions().setFollowRedirects(false).setUserAgent("nudger"));
    }

    /** A receiver may answer drop by drop, and without an end. */
    private void closeAfter(HttpConnection connection, int millis) {
        long timer = vertx.setTimer(millis, over -> connection.close().onFailure(failure -> {}));
        connection.closeHandler(closed -> vertx.cancelTimer(timer));
    }

    private static ProxyOptions proxyOptions(ProxySpec proxy, InetAddress address) {
        ProxyOptions options = new ProxyOptions()
                .setType(proxy.kind() == ProxySpec.Kind.HTTP ? ProxyType.HTTP : ProxyType.SOCKS5)
                .setHost(address.getHostAddress())
                .setPort(proxy.port());
        @Nullable String user = proxy.user();
        if (user != null) {
            options.setUsername(user).setPassword(Texts.orEmpty(proxy.password()));
        }
        return options;
    }

    void close() {
        clients.values().forEach(WebClient::close);
        clients.clear();
    }
}
