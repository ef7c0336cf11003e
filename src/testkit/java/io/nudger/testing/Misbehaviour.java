package io.nudger.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The paths of the {@link Playground}, for one visit. Every path takes any further parameters, so that each of a thousand targets can
 * have a URL that is its own.
 *
 * <table>
 * <caption>What a path does</caption>
 * <tr><td>{@code /up}, {@code /site/ANYTHING}</td><td>a page that says that everything is fine</td></tr>
 * <tr><td>{@code /slow?ms=500}</td><td>the same, later</td></tr>
 * <tr><td>{@code /drip?bytes=20&ms=500}</td><td>a body that arrives byte by byte, one every {@code ms}</td></tr>
 * <tr><td>{@code /flaky?period=30&down=10&offset=0}</td><td>503 during the first {@code down} seconds of every
 * {@code period}; by the clock, so that everyone sees the same</td></tr>
 * <tr><td>{@code /wrong}</td><td>a page without the word that is looked for</td></tr>
 * <tr><td>{@code /status/503}</td><td>that status</td></tr>
 * <tr><td>{@code /redirect?times=1}</td><td>that many redirects, then {@code /up}</td></tr>
 * <tr><td>{@code /redirect-loop}</td><td>a redirect to itself</td></tr>
 * <tr><td>{@code /hang}</td><td>never an answer</td></tr>
 * <tr><td>{@code /reset}</td><td>the connection is closed instead of an answer</td></tr>
 * <tr><td>{@code /broken}</td><td>the connection is closed in the middle of the body</td></tr>
 * <tr><td>{@code /large?bytes=10000000}</td><td>a body of that size</td></tr>
 * </table>
 */
final class Misbehaviour {
    private static final String FINE = "<html><title>playground</title><p>Everything is fine.</p></html>\n";
    private static final String OUT_OF_ORDER = "<html><title>playground</title><p>Out of order.</p></html>\n";
    private static final Buffer CHUNK = Buffer.buffer(filled(64 * 1024));

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Visit visit;

    Misbehaviour(Vertx vertx, HttpServerRequest request, Visit visit) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.visit = visit;
    }

    void begin() {
        response.closeHandler(closed -> {
            if (!response.ended()) {
                visit.end("left");
            }
        });
        String[] path = request.path().split("/", 3);
        switch (path[1]) {
            case "", "up", "site" -> page(200, FINE);
            case "slow" -> after(number("ms", 500), () -> page(200, FINE));
            case "drip" -> drip(number("bytes", 20), number("ms", 500));
            case "flaky" -> page(flakyStatus(), FINE);
            case "wrong" -> page(200, OUT_OF_ORDER);
            case "status" -> page(Integer.parseInt(path[2]), FINE);
            case "redirect" -> redirect(number("times", 1));
            case "redirect-loop" -> redirectTo(request.uri());
            case "hang" -> {}
            case "reset" -> cut();
            case "broken" -> breakOff();
            case "large" -> large(number("bytes", 10_000_000));
            default -> page(404, "no such path\n");
        }
    }

    /** Whether {@code /flaky} with these parameters answers well at this time. */
    static boolean flakyIsUp(Duration period, Duration down, Duration offset, Instant at) {
        long position = Math.floorMod(at.toEpochMilli() - offset.toMillis(), period.toMillis());
        return position >= down.toMillis();
    }

    private int flakyStatus() {
        boolean up = flakyIsUp(
                Duration.ofSeconds(number("period", 30)),
                Duration.ofSeconds(number("down", 10)),
                Duration.ofSeconds(number("offset", 0)),
                Instant.now());
        return up ? 200 : 503;
    }

    private void page(int status, String body) {
        response.setStatusCode(status).putHeader("content-type", "text/html");
        end(Buffer.buffer(body));
    }

    private void redirect(long times) {
        redirectTo(times > 1 ? "/redirect?times=" + (times - 1) : "/up");
    }

    private void redirectTo(String location) {
        response.putHeader("location", location);
        page(302, "");
    }

    private void cut() {
        visit.end("cut");
        request.connection().close().onComplete(closed -> {});
    }

    private void breakOff() {
        response.putHeader("content-length", "1000")
                .write("this page is not comple")
                .onComplete(written -> cut());
    }

    private void drip(long bytes, long millis) {
        response.putHeader("content-length", Long.toString(bytes));
        dripAfter(millis, bytes);
    }

    private void dripAfter(long millis, long bytes) {
        after(millis, () -> {
            if (bytes == 1) {
                end(Buffer.buffer("."));
                return;
            }
            response.write(".").onSuccess(written -> dripAfter(millis, bytes - 1));
        });
    }

    private void after(long millis, Runnable action) {
        vertx.timer(Math.max(1, millis), TimeUnit.MILLISECONDS).onSuccess(elapsed -> action.run());
    }

    private void large(long bytes) {
        response.putHeader("content-length", Long.toString(bytes));
        pour(bytes);
    }

    /** Writes no faster than the visitor reads. */
    private void pour(long bytes) {
        if (bytes <= CHUNK.length()) {
            end(CHUNK.slice(0, (int) bytes));
            return;
        }
        response.write(CHUNK).onSuccess(written -> pour(bytes - CHUNK.length()));
    }

    private void end(Buffer last) {
        String status = Integer.toString(response.getStatusCode());
        response.end(last).onSuccess(written -> visit.end(status)).onFailure(gone -> visit.end("left"));
    }

    private long number(String parameter, long otherwise) {
        String value = request.getParam(parameter);
        return value == null ? otherwise : Long.parseLong(value);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) '.');
        return bytes;
    }
}
