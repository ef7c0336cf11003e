package io.nudger.http;

import static io.nudger.check.FailureReason.RESET;
import static io.nudger.check.FailureReason.STATUS;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TOO_LARGE;
import static io.nudger.check.Phase.PROCESSING;
import static io.nudger.check.Phase.TRANSFER;
import static io.nudger.http.Row.OK;
import static io.nudger.http.Row.answer;
import static io.nudger.http.Row.http;

import io.nudger.testing.MisbehavingServer.Visitor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Servers of HTTP/1.1 that do wrong, or what is right and seldom seen. */
final class HttpRows {
    private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";
    private static final String LENGTH_AND_CHUNKS =
            OK + "content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO_DRIPS = Duration.ofMillis(2_300);

    private HttpRows() {}

    static Stream<Row> all() {
        return Stream.of(slow(), breakingOff(), endless(), lengths(), chunks(), statuses(), interim(), garbage())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> slow() {
        return Stream.of(
                http("accepts and says nothing", visitor -> {})
                        .isDown(TIMEOUT, PROCESSING, "within 1 s: still waiting for the response of 127.0.0.1:"),
                answer("reads the request and says nothing", visitor -> {})
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                answer("drips a status line", visitor -> drip(visitor, "", "HTTP/1.1 200 OK, very much OK"))
                        .within(TWO_DRIPS)
                        .isDown(TIMEOUT, TRANSFER, "within 2.30 s: still receiving the response"),
                answer("drips headers", visitor -> drip(visitor, OK + "x: ", "xxxxxxxxxxxxxxxxxxxxxxxxx"))
                        .within(TWO_DRIPS)
                        .isDown(TIMEOUT, TRANSFER, "its headers not complete"),
                answer("drips a body", visitor -> drip(visitor, OK + "content-length: 20\r\n\r\n", "x".repeat(20)))
                        .within(TWO_DRIPS)
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"),
                answer("drips a chunked body", visitor -> {
                            visitor.write(CHUNKED);
                            visitor.writeForever("1\r\nx\r\n", SECOND);
                        })
                        .within(TWO_DRIPS)
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"),
                answer("drips bytes of a chunk size", visitor -> drip(visitor, CHUNKED, "00000000000000000005\r\n"))
                        .within(TWO_DRIPS)
                        .isDown(TIMEOUT, TRANSFER, "0 bytes of the body so far"),
                answer("stops in the status line", "HTTP/1.1 2").isDown(TIMEOUT, TRANSFER, "headers not complete"),
                answer("stops in the headers", OK + "content-le").isDown(TIMEOUT, TRANSFER, "headers not complete"),
                answer("stops after the headers", OK + "content-length: 1\r\n\r\n")
                        .isDown(TIMEOUT, TRANSFER, "0 bytes of the body so far"),
                answer("is slow, but fast enough", visitor -> {
                    LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                    visitor.write(OK + "content-length: 2\r\n\r\nok");
                }));
    }

    private static Stream<Row> breakingOff() {
        return Stream.of(
                http("closes at once", Visitor::close).isDown(RESET, PROCESSING, "127.0.0.1:"),
                http("resets at once", visitor -> {
                            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                            visitor.reset();
                        })
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                answer("closes instead of an answer", Visitor::close)
                        .isDown(RESET, PROCESSING, "closed the connection after"),
                answer("resets instead of an answer", Visitor::reset)
                        .isDown(RESET, PROCESSING, "while waiting for the response"),
                answer("closes its half instead of an answer", Visitor::closeOutput)
                        .isDown(RESET, PROCESSING, "closed the connection"),
                answer("closes in the status line", visitor -> sayAndClose(visitor, "HTTP/1.1 2"))
                        .isDown(RESET, TRANSFER, "its headers not complete"),
                answer("closes in the headers", visitor -> sayAndClose(visitor, OK + "content-le"))
                        .isDown(RESET, TRANSFER, "closed the connection"),
                answer("closes in the body", visitor -> sayAndClose(visitor, OK + "content-length: 10\r\n\r\nabc"))
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("closes in a chunk", visitor -> sayAndClose(visitor, CHUNKED + "5\r\nabc"))
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("closes between chunks", visitor -> sayAndClose(visitor, CHUNKED + "3\r\nabc\r\n"))
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("closes in the trailers", visitor -> sayAndClose(visitor, CHUNKED + "3\r\nabc\r\n0\r\nx: y"))
                        .isDown(RESET, TRANSFER, "closed the connection"),
                answer("resets in the body", visitor -> {
                            visitor.write(OK + "content-length: 10\r\n\r\nabc");
                            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                            visitor.reset();
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("ends a body without length by closing", visitor -> sayAndClose(visitor, OK + "\r\nall of it")),
                answer("ends a body without length by closing its half", visitor -> {
                    visitor.write(OK + "\r\nall of it");
                    visitor.closeOutput();
                }),
                answer("closes its half after a complete answer", visitor -> {
                    visitor.write(OK + "content-length: 3\r\n\r\nabc");
                    visitor.closeOutput();
                }),
                answer("closes its half in the body", visitor -> {
                            visitor.write(OK + "content-length: 10\r\n\r\nabc");
                            visitor.closeOutput();
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("ends a body without length by a reset", visitor -> {
                            visitor.write(OK + "\r\nabc");
                            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                            visitor.reset();
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"));
    }

    private static Stream<Row> endless() {
        String much = "x".repeat(4_000);
        return Stream.of(
                endless("has an endless status line", "HTTP/1.1 200 ", much)
                        .isDown(TOO_LARGE, TRANSFER, "headers beyond all measure"),
                endless("has endless headers", OK, "x-header: " + much + "\r\n")
                        .isDown(TOO_LARGE, TRANSFER, "headers beyond all measure"),
                endless("has an endless header", OK + "x: ", much)
                        .isDown(TOO_LARGE, TRANSFER, "headers beyond all measure"),
                endless("has a folded endless header", OK + "x: y\r\n", " " + much + "\r\n")
                        .isDown(TOO_LARGE, TRANSFER, "headers beyond all measure"),
                endless("has an endless body", OK + "\r\n", much)
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "larger than the 1048576 bytes that are read"),
                endless("has an endless chunked body", CHUNKED, "fa0\r\n" + much + "\r\n")
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "larger than the 1048576 bytes that are read"),
                endless("has an endless chunk", CHUNKED + "7fffffff\r\n", much)
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "larger than the 1048576 bytes that are read"),
                endless("has an endless chunk extension", CHUNKED + "5;x=", much)
                        .isDown(TOO_LARGE, TRANSFER, "beyond all measure"),
                endless("has endless trailers", CHUNKED + "0\r\n", "x-trailer: " + much + "\r\n")
                        .isDown(TOO_LARGE, TRANSFER, "beyond all measure"),
                endless("sends endless early hints", "", "HTTP/1.1 103 Early Hints\r\nlink: " + much + "\r\n\r\n")
                        .isDown(TOO_LARGE, TRANSFER, "beyond all measure"),
                endless("sends endless empty lines", "", "\r\n".repeat(2_000))
                        .isDown(TOO_LARGE, TRANSFER, "beyond all measure"));
    }

    private static Stream<Row> lengths() {
        return Stream.of(
                answer("promises more than it sends", OK + "content-length: 10\r\n\r\nabc")
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"),
                answer("sends more than it promised", OK + "content-length: 3\r\n\r\nabcdefghi"),
                answer("has a negative length", OK + "content-length: -1\r\n\r\nabc")
                        .with("strict_http: true")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a length that is no number", OK + "content-length: many\r\n\r\nabc")
                        .with("strict_http: true")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a length beyond all numbers", OK + "content-length: 99999999999999999999\r\n\r\nabc")
                        .with("strict_http: true")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has two lengths", OK + "content-length: 3\r\ncontent-length: 4\r\n\r\nabc")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a length and chunks, and has to be strict", LENGTH_AND_CHUNKS)
                        .with("strict_http: true")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a length and chunks", LENGTH_AND_CHUNKS));
    }

    private static Stream<Row> chunks() {
        return Stream.of(
                answer("has a chunk size that is no number", CHUNKED + "nonsense\r\nabc\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a negative chunk size", CHUNKED + "-5\r\nabcde\r\n0\r\n\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a chunk size beyond all numbers", CHUNKED + "ffffffffffffffff\r\nabc")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a chunk that is longer than its size", CHUNKED + "3\r\nabcdefgh\r\n0\r\n\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("leaves out the last chunk", CHUNKED + "3\r\nabc\r\n")
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"));
    }

    private static Stream<Row> statuses() {
        return Stream.of(
                answer("has no content and says so", "HTTP/1.1 204 No Content\r\n\r\n"),
                answer("has no content and promises some", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n"),
                answer("has no content and sends some", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello"),
                answer(
                                "has not modified it, and gives its length",
                                "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n")
                        .isDown(STATUS, TRANSFER, "The status is 304 Not Modified, wanted 2xx."),
                answer("answers HEAD with the length of a body", OK + "content-length: 500\r\n\r\n")
                        .with("method: HEAD"),
                answer("has a status of five digits", "HTTP/1.1 20000 OK\r\n\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a negative status", "HTTP/1.1 -200 OK\r\n\r\n").isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has a status in words", "HTTP/1.1 OK\r\n\r\n").isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has the status 0", "HTTP/1.1 000 None\r\ncontent-length: 0\r\n\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has the status 999", "HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n")
                        .isDown(STATUS, TRANSFER, "The status is 999 Denied, wanted 2xx."),
                answer("leaves out the text of the status", "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n"));
    }

    private static Stream<Row> interim() {
        return Stream.of(
                answer(
                        "continues unasked, then answers",
                        "HTTP/1.1 100 Continue\r\n\r\n" + OK + "content-length: 0\r\n\r\n"),
                answer(
                        "gives early hints, then answers",
                        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK + "content-length: 0\r\n\r\n"),
                answer(
                        "is processing thrice, then answers",
                        "HTTP/1.1 102 Processing\r\n\r\n".repeat(3) + OK + "content-length: 0\r\n\r\n"),
                answer("continues and says nothing more", "HTTP/1.1 100 Continue\r\n\r\n")
                        .isDown(TIMEOUT, TRANSFER, "still receiving the response"),
                answer("continues and closes", visitor -> sayAndClose(visitor, "HTTP/1.1 100 Continue\r\n\r\n"))
                        .isDown(RESET, TRANSFER, "closed the connection"),
                answer("switches protocols unasked", "HTTP/1.1 101 Switching Protocols\r\nupgrade: chat\r\n\r\n")
                        .isDown(STATUS, TRANSFER, "The status is 101 Switching Protocols, wanted 2xx."));
    }

    private static Stream<Row> garbage() {
        return Stream.of(
                answer("speaks SSH", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n").isDown(RESET, TRANSFER, "is not HTTP"),
                http("speaks first", visitor -> visitor.write("220 mail.example ESMTP\r\n"))
                        .isDown(RESET, TRANSFER, "127.0.0.1:"),
                answer("speaks TLS where HTTP is spoken", visitor -> visitor.write(TlsRows.alert(10)))
                        .isDown(TIMEOUT, TRANSFER, "still receiving the response"),
                answer("speaks HTTP/0.9", visitor -> sayAndClose(visitor, "<html>hello</html>\r\n"))
                        .isDown(RESET, TRANSFER, "127.0.0.1:"),
                answer("speaks HTTP/3.7", "HTTP/3.7 200 OK\r\n\r\n")
                        .with("strict_http: true")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                answer("speaks ICY", "ICY 200 OK\r\n\r\n").isDown(RESET, TRANSFER, "is not HTTP"),
                answer("has headers without colon", OK + "no colon here\r\ncontent-length: 0\r\n\r\n"),
                answer("has a header without name", OK + ": value\r\ncontent-length: 0\r\n\r\n"),
                answer("has a zero byte in a header", OK + "x: a\0b\r\ncontent-length: 0\r\n\r\n")
                        .isDown(RESET, TRANSFER, "is not HTTP"),
                endless("pours random bytes", "", "\u00e9\u0013\u00ff\u0001 \u00fe".repeat(1_000))
                        .isDown(TOO_LARGE, TRANSFER, "beyond all measure"),
                endless("pours zeros", "", "\0".repeat(4_000)).isDown(TOO_LARGE, TRANSFER, "beyond all measure"));
    }

    /** One that says the first text, and then the second again and again. */
    private static Row endless(String name, String first, String again) {
        return answer(name, visitor -> {
            visitor.write(first);
            visitor.writeForever(again, Duration.ZERO);
        });
    }

    private static void sayAndClose(Visitor visitor, String text) throws IOException {
        visitor.write(text);
        visitor.close();
    }

    /** Says the first text, and of the second a byte a second. */
    private static void drip(Visitor visitor, String first, String drops) throws IOException {
        visitor.write(first);
        for (int i = 0; i < drops.length(); i++) {
            visitor.write(drops.substring(i, i + 1));
            LockSupport.parkNanos(SECOND.toNanos());
        }
    }
}
