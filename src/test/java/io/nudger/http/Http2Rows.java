package io.nudger.http;

import static io.nudger.check.FailureReason.RESET;
import static io.nudger.check.FailureReason.STATUS;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TOO_LARGE;
import static io.nudger.check.Phase.PROCESSING;
import static io.nudger.check.Phase.TRANSFER;
import static io.nudger.http.Row.http2;
import static io.nudger.testing.Http2Frames.END_HEADERS;
import static io.nudger.testing.Http2Frames.END_STREAM;

import io.nudger.testing.Http2Frames;
import io.nudger.testing.MisbehavingServer.Visitor;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/** Servers that have agreed on HTTP/2, and do wrong. */
final class Http2Rows {
    private static final int WHOLE = END_HEADERS | END_STREAM;

    private Http2Rows() {}

    /** What is done to the stream of a request. */
    private interface ResponseView {
        void play(Visitor visitor, int stream) throws IOException;
    }

    static Stream<Row> all() {
        return Stream.of(answers(), breakingOff(), endless(), garbage()).flatMap(rows -> rows);
    }

    private static Stream<Row> answers() {
        return Stream.of(
                answer("answers", (visitor, stream) -> {
                    visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                    visitor.write(Http2Frames.data(stream, END_STREAM, "fine"));
                }),
                answer(
                        "answers without a body",
                        (visitor, stream) -> visitor.write(Http2Frames.status(stream, WHOLE, 204))),
                answer("gives early hints, then answers", (visitor, stream) -> {
                    visitor.write(Http2Frames.status(stream, END_HEADERS, 103));
                    visitor.write(Http2Frames.status(stream, WHOLE, 200));
                }),
                answer("answers and goes away", (visitor, stream) -> {
                    visitor.write(Http2Frames.goAway(stream, 0));
                    visitor.write(Http2Frames.status(stream, WHOLE, 200));
                    visitor.close();
                }),
                answer(
                                "says that it is out of order",
                                (visitor, stream) -> visitor.write(Http2Frames.status(stream, WHOLE, 503)))
                        .isDown(STATUS, TRANSFER, "The status is 503"));
    }

    private static Stream<Row> breakingOff() {
        return Stream.of(
                answer("says nothing", (visitor, stream) -> {})
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                http2("does not even greet", Visitor::readSomething)
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                answer(
                                "resets the stream",
                                (visitor, stream) ->
                                        visitor.write(Http2Frames.rstStream(stream, Http2Frames.INTERNAL_ERROR)))
                        .isDown(RESET, PROCESSING, "reset the stream (HTTP/2 error INTERNAL_ERROR)"),
                answer(
                                "refuses the stream",
                                (visitor, stream) ->
                                        visitor.write(Http2Frames.rstStream(stream, Http2Frames.REFUSED_STREAM)))
                        .isDown(RESET, PROCESSING, "reset the stream (HTTP/2 error REFUSED_STREAM)"),
                answer("resets the stream in the body", (visitor, stream) -> {
                            visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                            visitor.write(Http2Frames.data(stream, 0, "abc"));
                            visitor.write(Http2Frames.rstStream(stream, Http2Frames.INTERNAL_ERROR));
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer(
                                "goes away instead of an answer",
                                (visitor, stream) ->
                                        visitor.write(Http2Frames.goAway(0, Http2Frames.ENHANCE_YOUR_CALM)))
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                http2("never grants a window", visitor -> {
                            visitor.write(Http2Frames.settings(Http2Frames.INITIAL_WINDOW_SIZE, 0));
                            visitor.readSomething();
                        })
                        .with("method: POST, body: '" + "x".repeat(1_000) + "'")
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                http2("grants a window for a part of the request", visitor -> {
                            visitor.write(Http2Frames.settings(Http2Frames.INITIAL_WINDOW_SIZE, 100));
                            visitor.readSomething();
                        })
                        .with("method: POST, body: '" + "x".repeat(1_000) + "'")
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                Row.http(
                                "speaks HTTP/1.1 where HTTP/2 is known to be",
                                visitor -> visitor.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"))
                        .with("http_version: 2")
                        .isDown(RESET, PROCESSING, "is not HTTP/2"),
                Row.http("says nothing where HTTP/2 is known to be", visitor -> {})
                        .with("http_version: 2")
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                http2("goes away before the request", visitor -> {
                            visitor.write(Http2Frames.settings());
                            visitor.write(Http2Frames.goAway(0, 0));
                        })
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                answer("goes away in the body and closes", (visitor, stream) -> {
                            visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                            visitor.write(Http2Frames.data(stream, 0, "abc"));
                            visitor.write(Http2Frames.goAway(stream, 0));
                            visitor.close();
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                answer("promises more than it sends", (visitor, stream) -> {
                            visitor.write(Http2Frames.headers(
                                    stream,
                                    END_HEADERS,
                                    join(
                                            Http2Frames.field(":status", "200"),
                                            Http2Frames.field("content-length", "10"))));
                            visitor.write(Http2Frames.data(stream, END_STREAM, "abc"));
                        })
                        .isDown(RESET, TRANSFER, "127.0.0.1:"),
                answer("drips a body", (visitor, stream) -> {
                            visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                            visitor.writeForever(Http2Frames.data(stream, 0, "x"), Duration.ofSeconds(1));
                        })
                        .within(Duration.ofMillis(2_300))
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"));
    }

    private static Stream<Row> endless() {
        byte[] much = Http2Frames.fields(100, "x-header", "x".repeat(100));
        return Stream.of(
                answer("has an endless body", (visitor, stream) -> {
                            visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                            visitor.writeForever(Http2Frames.data(stream, 0, "x".repeat(1_000)), Duration.ZERO);
                        })
                        .with("regexp: fine")
                        .isDown(TOO_LARGE, TRANSFER, "larger than the 1048576 bytes that are read"),
                answer("has endless headers", (visitor, stream) -> {
                            visitor.write(Http2Frames.headers(stream, 0, Http2Frames.field(":status", "200")));
                            visitor.writeForever(Http2Frames.continuation(stream, 0, much), Duration.ZERO);
                        })
                        .isDown(TOO_LARGE, PROCESSING, "headers beyond all measure"),
                answer("has headers that never end and hold nothing", (visitor, stream) -> {
                            visitor.write(Http2Frames.headers(stream, 0, Http2Frames.field(":status", "200")));
                            visitor.writeForever(Http2Frames.continuation(stream, 0, new byte[0]), Duration.ZERO);
                        })
                        .isDown(RESET, PROCESSING, "is not HTTP"),
                answer(
                                "sends endless early hints",
                                (visitor, stream) -> visitor.writeForever(
                                        Http2Frames.status(stream, END_HEADERS, 103), Duration.ZERO))
                        .isDown(TOO_LARGE, PROCESSING, "beyond all measure"),
                answer(
                                "pings without end",
                                (visitor, stream) -> visitor.writeForever(Http2Frames.ping(), Duration.ZERO))
                        .isDown(TOO_LARGE, PROCESSING, "beyond all measure"),
                answer(
                                "sends settings without end",
                                (visitor, stream) -> visitor.writeForever(Http2Frames.settings(), Duration.ZERO))
                        .isDown(TOO_LARGE, PROCESSING, "beyond all measure"),
                answer("sends empty data without end", (visitor, stream) -> {
                            visitor.write(Http2Frames.status(stream, END_HEADERS, 200));
                            visitor.writeForever(Http2Frames.data(stream, 0, ""), Duration.ZERO);
                        })
                        .isDown(RESET, TRANSFER, "127.0.0.1:"));
    }

    private static Stream<Row> garbage() {
        return Stream.of(
                http2(
                                "speaks HTTP/1.1 after all",
                                visitor -> visitor.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"))
                        .isDown(RESET, PROCESSING, "is not HTTP"),
                answer(
                                "has a frame beyond all measure",
                                (visitor, stream) -> visitor.write(Http2Frames.frame(0, 0, stream, new byte[20_000])))
                        .isDown(RESET, PROCESSING, "is not HTTP"),
                answer(
                                "sends data before headers",
                                (visitor, stream) -> visitor.write(Http2Frames.data(stream, 0, "abc")))
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                answer(
                                "has headers that cannot be decompressed",
                                (visitor, stream) -> visitor.write(
                                        Http2Frames.headers(stream, WHOLE, new byte[] {(byte) 0xff, 1, 2, 3})))
                        .isDown(RESET, PROCESSING, "is not HTTP"),
                answer(
                                "leaves out the status",
                                (visitor, stream) ->
                                        visitor.write(Http2Frames.headers(stream, WHOLE, Http2Frames.field("x", "y"))))
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                answer(
                                "pushes what nobody asked for",
                                (visitor, stream) -> visitor.write(Http2Frames.pushPromise(stream, 2)))
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                answer(
                                "answers another stream",
                                (visitor, stream) -> visitor.write(Http2Frames.status(stream + 2, WHOLE, 200)))
                        .isDown(RESET, PROCESSING, "127.0.0.1:"));
    }

    private static Row answer(String name, ResponseView answer) {
        return http2(name, visitor -> answer.play(visitor, Http2Frames.awaitRequest(visitor)));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
