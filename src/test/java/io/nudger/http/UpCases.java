package io.nudger.http;

import static io.nudger.http.UpCase.BAD;
import static io.nudger.http.UpCase.GOOD;
import static io.nudger.http.UpCase.MENDED;
import static io.nudger.http.UpCase.NONE;
import static io.nudger.http.UpCase.sayAndClose;
import static io.nudger.http.UpCase.server;

import io.nudger.http.UpCase.Verdicts;
import io.nudger.testing.MisbehavingServer.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** The table of answers that are odd, and of what browsers make of them. */
final class UpCases {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String FINE = OK + "content-length: 4\r\n\r\nfine";
    private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";

    /** Chromium shows what came until then. */
    private static final Verdicts IN_PART = new Verdicts("down", "in part", "down", "down");

    /** Only Chromium does not mind. */
    private static final Verdicts CHROMIUM = new Verdicts("down", "up", "down", "up");

    /** curl looks at no text. */
    private static final Verdicts SHOWN = new Verdicts(NONE, "up", "down", "up");

    private UpCases() {}

    static Stream<UpCase> all() {
        return Stream.of(
                        lines(),
                        lengths(),
                        chunks(),
                        headers(),
                        statusLines(),
                        sizes(),
                        broken(),
                        cookies(),
                        bodies(),
                        texts(),
                        urls())
                .flatMap(cases -> cases);
    }

    private static Stream<UpCase> lines() {
        String kind = "Lines";
        return Stream.of(
                server(kind, "all lines end with a bare line feed", FINE.replace("\r", ""), MENDED),
                server(
                        kind,
                        "one header ends with a bare line feed",
                        OK + "server: x\ncontent-length: 4\r\n\r\nfine",
                        MENDED),
                server(kind, "the headers end with a bare line feed", OK + "content-length: 4\n\nfine", MENDED),
                server(kind, "the lines of chunks end with a bare line feed", CHUNKED + "4\nfine\n0\n\n", MENDED),
                server(
                        kind,
                        "headers and chunks end with a bare line feed",
                        (CHUNKED + "4\r\nfine\r\n0\r\n\r\n").replace("\r", ""),
                        MENDED));
    }

    private static Stream<UpCase> lengths() {
        String kind = "Lengths";
        return Stream.of(
                server(
                        kind,
                        "the same length twice",
                        OK + "content-length: 4\r\ncontent-length: 4\r\n\r\nfine",
                        MENDED),
                server(kind, "the same length as a list", OK + "content-length: 4, 4\r\n\r\nfine", MENDED),
                server(
                        kind,
                        "a length beside chunks",
                        OK + "content-length: 9\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
                        MENDED),
                server(
                        kind,
                        "chunks, and a length after them",
                        OK + "transfer-encoding: chunked\r\ncontent-length: 9\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
                        MENDED),
                length("a length with a sign", "+4", MENDED),
                length("a length with a text behind it", "4 abc", MENDED),
                length("a length beyond all numbers", "99999999999999999999", MENDED),
                length("a length that is no number", "abc", CHROMIUM),
                length("a length below zero", "-1", CHROMIUM),
                length("an empty length", "", CHROMIUM),
                server(kind, "more than was promised", OK + "content-length: 4\r\n\r\nfinest", GOOD),
                server(
                        kind,
                        "different lengths",
                        OK + "content-length: 4\r\ncontent-length: 5\r\n\r\nfines",
                        new Verdicts("up", "down", "down", "down")));
    }

    private static UpCase length(String what, String length, Verdicts verdicts) {
        return server("Lengths", what, OK + "content-length: " + length + "\r\n\r\nfine", verdicts);
    }

    private static Stream<UpCase> statusLines() {
        String kind = "Status lines";
        return Stream.of(
                server(kind, "HTTP/2 without being it", FINE.replace("1.1", "2"), MENDED),
                server(kind, "HTTP/2.0 without being it", FINE.replace("1.1", "2.0"), MENDED),
                server(kind, "HTTP in small letters", FINE.replace("HTTP", "http"), MENDED),
                server(kind, "no blank before the text", FINE.replace(" OK", "OK"), MENDED),
                server(
                        kind,
                        "a tab before the status",
                        FINE.replace(" 200", "\t200"),
                        new Verdicts("down", "up", "up", "up")),
                server(kind, "an empty line before it", "\r\n" + FINE, new Verdicts("down", "up", "up", "up")),
                server(kind, "interim responses before it", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3) + FINE, GOOD),
                server(
                        kind,
                        "a status of two digits",
                        FINE.replace("200", "20"),
                        new Verdicts("down", "up", "down", "down")));
    }

    private static Stream<UpCase> sizes() {
        String kind = "Sizes";
        String header = "x: " + "y".repeat(900) + "\r\n";
        return Stream.of(
                server(
                        kind,
                        "a header of 70 kB",
                        FINE.replace("\r\n\r\n", "\r\nx: " + "y".repeat(70_000) + "\r\n\r\n"),
                        MENDED),
                server(
                        kind,
                        "200 kB of headers",
                        FINE.replace("\r\n\r\n", "\r\n" + header.repeat(220) + "\r\n"),
                        MENDED),
                server(kind, "a status with a text of 20 kB", FINE.replace("OK", "O".repeat(20_000)), MENDED));
    }

    private static Stream<UpCase> chunks() {
        String kind = "Chunks";
        return Stream.of(
                server(
                        kind,
                        "chunks in HTTP/1.0",
                        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
                        MENDED),
                server(
                        kind,
                        "a comma behind the encoding",
                        CHUNKED.replace("chunked", "chunked,") + "4\r\nfine\r\n0\r\n\r\n",
                        MENDED),
                server(kind, "blanks behind the size of a chunk", CHUNKED + "4   \r\nfine\r\n0\r\n\r\n", GOOD),
                server(kind, "an odd extension of a chunk", CHUNKED + "4;a=\"b\r\nfine\r\n0\r\n\r\n", MENDED),
                server(
                        kind,
                        "an odd line among the trailers",
                        CHUNKED + "4\r\nfine\r\n0\r\nno colon\r\n\r\n",
                        new Verdicts("down", "up", "up", "up")),
                server(kind, "a size of a chunk that is no number", CHUNKED + "four\r\nfine\r\n0\r\n\r\n", IN_PART),
                server(kind, "a chunk that is longer than its size", CHUNKED + "2\r\nfine\r\n0\r\n\r\n", IN_PART));
    }

    private static Stream<UpCase> headers() {
        String kind = "Headers";
        return Stream.of(
                odd("a name with a blank in it", "x powered by: y", GOOD),
                odd("a name with characters that no name has", "x(@)y: z", MENDED),
                odd("a blank before the colon", "x-y : z", GOOD),
                odd("no colon", "so what", new Verdicts("down", "up", "up", "up")),
                odd("no name", ": z", MENDED),
                odd("a value that goes on in the next line", "x: y\r\n  z", GOOD),
                odd("a control character", "x: a\u0001b", MENDED),
                odd("bytes beyond ASCII", "x: gr\u00fc\u00df", GOOD),
                odd("a zero byte", "x: a\0b", BAD),
                server(kind, "a status without its text", "HTTP/1.1 200\r\ncontent-length: 4\r\n\r\nfine", GOOD));
    }

    private static UpCase odd(String what, String line, Verdicts verdicts) {
        return server("Headers", what, OK + line + "\r\ncontent-length: 4\r\n\r\nfine", verdicts);
    }

    private static Stream<UpCase> broken() {
        String kind = "What is broken";
        return Stream.of(
                server(kind, "text before the status line", "hello there\r\n" + FINE, BAD),
                server(kind, "a body that is cut", OK + "content-length: 9\r\n\r\nfine", IN_PART),
                server(kind, "a body in chunks that is cut", CHUNKED + "9\r\nfine", IN_PART),
                server(kind, "nothing at all", Visitorless.CLOSE, BAD));
    }

    /** Scripts that need nothing of the visitor. */
    private static final class Visitorless {
        static final Script CLOSE = visitor -> {
            visitor.awaitRequest();
            visitor.close();
        };
    }

    private static Stream<UpCase> cookies() {
        String kind = "Cookies along redirects";
        return Stream.of(
                server(kind, "a cookie is set, and wanted", wanting("seen=1; Path=/", "/", "seen=1"), MENDED),
                server(
                        kind,
                        "a cookie is set for a path below",
                        wanting("seen=1; Path=/in", "/in/side", "seen=1"),
                        MENDED),
                server(kind, "a cookie is set for another path", wanting("seen=1; Path=/other", "/", "seen=1"), BAD),
                server(
                        kind,
                        "a cookie for another site is set",
                        wanting("seen=1; Path=/; Domain=other.test", "/", "seen=1"),
                        BAD),
                server(
                        kind,
                        "a cookie has ended when it comes",
                        wanting("seen=1; Path=/; Max-Age=0", "/", "seen=1"),
                        BAD),
                server(
                        kind,
                        "a cookie promises to be secure, and is not",
                        wanting("__Host-seen=1; Path=/", "/", "__Host-seen=1"),
                        new Verdicts("down", "down", "up", "down")),
                server(
                        kind,
                        "a value in quotes is wanted as it was",
                        wanting("seen=\"1\"; Path=/", "/", "seen=\"1\""),
                        MENDED),
                server(
                                kind,
                                "a cookie is set, and wanted",
                                wanting("seen=1; Path=/", "/", "seen=1"),
                                new Verdicts(NONE, NONE, "down", "down"))
                        .with("cookies: false"));
    }

    /** Sends everybody to a page with a cookie, until they have it. */
    private static Script wanting(String cookie, String page, String wanted) {
        return visitor -> {
            String request = visitor.readRequest();
            String sent = request.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("cookie:"))
                    .findFirst()
                    .orElse("");
            sayAndClose(
                    visitor,
                    sent.contains(wanted)
                            ? FINE
                            : "HTTP/1.1 302 Found\r\nset-cookie: " + cookie + "\r\nlocation: " + page
                                    + "\r\ncontent-length: 0\r\n\r\n");
        };
    }

    private static Stream<UpCase> bodies() {
        String kind = "Bodies that nothing looks at";
        String large = OK + "content-length: 2000000\r\n\r\n" + "x".repeat(2_000_000);
        Script events = endless("text/event-stream", "data: x\n\n");
        return Stream.of(
                server(kind, "two megabytes", large, MENDED),
                server(
                                kind,
                                "two megabytes, and something is looked for",
                                large,
                                new Verdicts(NONE, NONE, "down", "down"))
                        .with("regexp: fine"),
                server(kind, "events without end", events, new Verdicts(NONE, "up", "down", "up")),
                server(
                        kind,
                        "a radio",
                        endless("audio/mpeg", "x".repeat(1_000)),
                        new Verdicts(NONE, "up", "down", "up")),
                server(
                        kind,
                        "an error, and two megabytes",
                        large.replace("200 OK", "500 Oops"),
                        new Verdicts("down", "up", "down", "down")));
    }

    private static Script endless(String type, String piece) {
        return visitor -> {
            visitor.awaitRequest();
            visitor.write(OK + "content-type: " + type + "\r\n\r\n");
            visitor.writeForever(piece, Duration.ofMillis(20));
        };
    }

    private static Stream<UpCase> texts() {
        String html = "text/html";
        return Stream.of(
                text(
                        "a meta element says the charset",
                        html,
                        "<meta charset=\"iso-8859-1\">gr\u00fc\u00df",
                        "gr\u00fc\u00df"),
                text(
                        "a meta element says it by http-equiv",
                        html,
                        "<meta http-equiv=content-type content='text/html; charset=windows-1251'>\u00ef\u00f0",
                        "\u043f\u0440"),
                text(
                        "XML says the charset",
                        "text/xml",
                        "<?xml version='1.0' encoding='ISO-8859-15'?><a>\u00a4</a>",
                        "\u20ac"),
                text(
                        "iso-8859-1 with quotes of Windows",
                        html + "; charset=ISO-8859-1",
                        "\u0084Gr\u00fc\u00dfe\u0093",
                        "\u201eGr\u00fc\u00dfe\u201c"),
                text("UTF-8 with a byte order mark", html, "\u00ef\u00bb\u00bffine", "^fine"),
                text("UTF-16 with a byte order mark", html, "\u00ff\u00fef\0i\0n\0e\0", "^fine"),
                server(
                                "Texts",
                                "JSON with a byte order mark",
                                typed("application/json", "\u00ef\u00bb\u00bf{\"a\": 1}"),
                                SHOWN)
                        .with("expect: {json: {$.a: 1}}"),
                server("Texts", "encoded twice, in two headers", twice("fine"), SHOWN)
                        .with("regexp: fine"),
                server(
                                "Texts",
                                "an encoding that nobody knows",
                                OK + "content-encoding: utf-8\r\ncontent-length: 4\r\n\r\nfine",
                                SHOWN)
                        .with("regexp: fine"));
    }

    private static String twice(String text) {
        byte[] body = EncodingRows.gzip(EncodingRows.gzip(text.getBytes(StandardCharsets.US_ASCII)));
        return OK + "content-encoding: gzip\r\ncontent-encoding: gzip\r\ncontent-length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    private static UpCase text(String what, String type, String body, String regexp) {
        return server("Texts", what, typed(type, body), SHOWN).with("regexp: '" + regexp + "'");
    }

    private static String typed(String type, String body) {
        return OK + "content-type: " + type + "\r\ncontent-length: " + body.getBytes(StandardCharsets.ISO_8859_1).length
                + "\r\n\r\n" + body;
    }

    private static Stream<UpCase> urls() {
        String kind = "URLs";
        return Stream.of(
                server(kind, "braces, bars and carets in path and query", asked("/a%7Bb%7D", "/a{b}"), MENDED)
                        .at("/a{b}?c={d|e^f}"),
                server(kind, "quotes in the query", asked("/?a=%22b%22", "/?a=\"b\""), MENDED)
                        .at("/?a=\"b\""),
                server(kind, "blanks", asked("/a%20b?c%20d"), new Verdicts("down", "up", "down", "up"))
                        .at("/a b?c d"),
                server(
                                kind,
                                "umlauts",
                                asked("/%C3%A4?%C3%B6", "/\u00c3\u00a4?\u00c3\u00b6"),
                                new Verdicts(NONE, "up", "up", "up"))
                        .at("/\u00e4?\u00f6"),
                server(
                        kind,
                        "a redirect with backslashes",
                        redirecting("\\a\\b", "/a/b"),
                        new Verdicts("down", "up", "down", "up")),
                server(kind, "a redirect with blanks around it", redirecting("  /a/b  ", "/a/b"), GOOD),
                server(kind, "a redirect with braces", redirecting("/a{b}?c={d}", "/a"), GOOD),
                server(kind, "a redirect with a scheme and one slash", redirecting("SCHEME:/a", "/a"), CHROMIUM),
                server(kind, "a redirect with a scheme and no slash", redirecting("SCHEME:a", "/a"), CHROMIUM),
                server(kind, "a redirect with three slashes", redirecting("SCHEME:///HOST/a", "/a"), MENDED));
    }

    /** Fine for these, and nothing else. */
    private static Script asked(String... wanted) {
        return visitor -> {
            String line = visitor.readRequest().lines().findFirst().orElse("");
            boolean right = Stream.of(wanted).anyMatch(each -> line.startsWith("GET " + each));
            sayAndClose(visitor, right ? FINE : "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
        };
    }

    private static Script redirecting(String location, String wanted) {
        return visitor -> {
            String request = visitor.readRequest();
            String line = request.lines().findFirst().orElse("");
            String there = location.replace("SCHEME", visitor.isSecure() ? "https" : "http")
                    .replace("HOST", "127.0.0.1:" + visitor.port());
            String answer = line.startsWith("GET / ")
                    ? "HTTP/1.1 302 Found\r\nlocation: " + there + "\r\ncontent-length: 0\r\n\r\n"
                    : "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
            sayAndClose(visitor, line.startsWith("GET " + wanted) ? FINE : answer);
        };
    }
}
