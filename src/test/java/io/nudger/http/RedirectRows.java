package io.nudger.http;

import static io.nudger.check.FailureReason.BLOCKED_ADDRESS;
import static io.nudger.check.FailureReason.CONNECT;
import static io.nudger.check.FailureReason.REDIRECT;
import static io.nudger.check.FailureReason.RESOLVE;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.Phase.PROCESSING;
import static io.nudger.check.Phase.TRANSFER;
import static io.nudger.http.Row.OK;
import static io.nudger.http.Row.answer;
import static io.nudger.http.Row.at;

import io.nudger.check.Phase;
import io.nudger.http.Row.Site;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.MisbehavingServer.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Servers that redirect to where they should not, or to where it is hard to follow. */
final class RedirectRows {
    private static final Script FINE = visitor -> {
        visitor.awaitRequest();
        visitor.write(OK + "content-length: 2\r\n\r\nok");
    };

    private RedirectRows() {}

    static Stream<Row> all() {
        return Stream.of(
                redirect("redirects to itself", "/").isDown(REDIRECT, TRANSFER, "10 were followed"),
                answer("redirects to itself, slowly", visitor -> {
                            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                            visitor.write("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n");
                        })
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                answer("redirects without a location", "HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n")
                        .isDown(REDIRECT, TRANSFER, "302 Found, but does not say where to go"),
                redirect("redirects to an empty location", "").isDown(REDIRECT, TRANSFER, "does not say where to go"),
                redirect("redirects to a scheme that is not of the web", "ftp://a/b")
                        .isDown(REDIRECT, TRANSFER, "\"ftp://a/b\", which is neither http nor https"),
                redirect("redirects to a script", "javascript:alert(1)")
                        .isDown(REDIRECT, TRANSFER, "which is neither http nor https"),
                redirect("redirects to a URL without host", "https:///?path").isDown(REDIRECT, TRANSFER, "has no host"),
                redirect("redirects to a port that does not exist", "http://127.0.0.1:99999/")
                        .isDown(REDIRECT, TRANSFER, "has no valid port"),
                redirect("redirects to a closed port", "http://127.0.0.1:1/").isDown(CONNECT, Phase.CONNECT, "refused"),
                redirect("redirects to a name that does not exist", "http://nxdomain.test/")
                        .isDown(RESOLVE, Phase.RESOLVE, "The name nxdomain.test does not resolve"),
                redirect("redirects to a denied address", "http://169.254.169.254/latest/meta-data/")
                        .isDown(BLOCKED_ADDRESS, Phase.CONNECT, "checks are denied the addresses 169.254.0.0/16"),
                redirect("redirects to a name of a denied address", "http://metadata.test/")
                        .isDown(BLOCKED_ADDRESS, Phase.RESOLVE, "metadata.test (169.254.169.254)"),
                redirect("redirects when none is to be followed", "/")
                        .with("follow_redirects: false, expect: {status: 302}"),
                relative("redirects to a path", "/elsewhere"),
                relative("redirects to a path beside it", "elsewhere?a=b#c"),
                relative("redirects to a query", "?a=b"),
                relative("redirects to a path above", "../../elsewhere"),
                relative("redirects to a path with spaces and umlauts", "/else where/\u00fc"),
                Row.http("redirects, and the body comes later", visitor -> {
                    boolean first = visitor.readRequest().startsWith("GET / ");
                    visitor.write(
                            (first ? "HTTP/1.1 302 Found\r\nlocation: /there\r\n" : OK) + "content-length: 5\r\n\r\n");
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                    visitor.write("12345");
                }),
                answer("redirects with an endless body", visitor -> {
                            visitor.write("HTTP/1.1 302 Found\r\nlocation: ftp://a/\r\n\r\n");
                            visitor.writeForever("x".repeat(1_000), Duration.ofMillis(1));
                        })
                        .isDown(REDIRECT, TRANSFER, "neither http nor https"),
                at(
                        "redirects from http to https",
                        () -> between(MisbehavingServer.startTls(Row.SERVER, List.of("http/1.1"), FINE), "https")),
                at("redirects from http to a host of no scheme", () -> between(MisbehavingServer.start(FINE), "")),
                at("redirects from https to http", RedirectRows::downgrade));
    }

    private static Row redirect(String name, String location) {
        return answer(name, "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + location + "\r\n\r\n");
    }

    /** One that redirects the path / to this location, and is fine elsewhere. */
    private static Row relative(String name, String location) {
        return Row.http(
                name,
                visitor -> visitor.write(
                        visitor.readRequest().startsWith("GET / ")
                                ? "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + location + "\r\n\r\n"
                                : OK + "content-length: 2\r\n\r\nok"));
    }

    private static Site between(MisbehavingServer end, String scheme) {
        String location = (scheme.isEmpty() ? "" : scheme + ":") + "//127.0.0.1:" + end.port() + "/";
        MisbehavingServer begin = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + location + "\r\n\r\n");
        });
        return new Site(begin.http("/"), begin, List.of(end));
    }

    private static Site downgrade() {
        MisbehavingServer end = MisbehavingServer.start(FINE);
        MisbehavingServer begin = MisbehavingServer.startTls(Row.SERVER, List.of("http/1.1"), visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + end.http("/") + "\r\n\r\n");
        });
        return new Site(begin.https("/"), begin, List.of(end));
    }
}
