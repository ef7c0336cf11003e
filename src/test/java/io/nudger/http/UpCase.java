package io.nudger.http;

import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.MisbehavingServer.Script;
import io.nudger.testing.MisbehavingServer.Visitor;
import java.io.IOException;
import java.util.List;

/**
 * A row of the table in docs/what-is-up.md: an answer, and what the programs make of it.
 *
 * @param kind what it is about
 * @param what what the server does, in words
 * @param path the path that is asked for, as somebody may write it
 * @param script what the server does
 * @param options what is configured at the target, as within braces
 * @param verdicts what curl and Chromium say, and nudger before browsers were asked and now
 */
record UpCase(String kind, String what, String path, Script script, String options, Verdicts verdicts) {
    /** What each program says: {@code up}, {@code down}, or that it does not apply. */
    record Verdicts(String curl, String chromium, String before, String now) {}

    /** Not asked: it has no such check, or never ends. */
    static final String NONE = "-";

    static final Verdicts MENDED = new Verdicts("up", "up", "down", "up");
    static final Verdicts GOOD = new Verdicts("up", "up", "up", "up");
    static final Verdicts BAD = new Verdicts("down", "down", "down", "down");

    /** Each request is answered with this, and the connection ends. */
    static UpCase server(String kind, String what, String answer, Verdicts verdicts) {
        return server(
                kind,
                what,
                visitor -> {
                    visitor.awaitRequest();
                    sayAndClose(visitor, answer);
                },
                verdicts);
    }

    static UpCase server(String kind, String what, Script script, Verdicts verdicts) {
        return new UpCase(kind, what, "/", script, "", verdicts);
    }

    UpCase at(String otherPath) {
        return new UpCase(kind, what, otherPath, script, options, verdicts);
    }

    UpCase with(String otherOptions) {
        return new UpCase(kind, what, path, script, otherOptions, verdicts);
    }

    static void sayAndClose(Visitor visitor, String text) throws IOException {
        visitor.write(text);
        visitor.closeOutput();
        visitor.close();
    }

    MisbehavingServer start() {
        return MisbehavingServer.start(script);
    }

    MisbehavingServer startTls(Identity identity) {
        return MisbehavingServer.startTls(identity, List.of("http/1.1"), script);
    }

    /** As a line of the table. */
    String line() {
        return "| " + what + (options.isEmpty() ? "" : " (`" + options.replace("|", "\\|") + "`)") + " | "
                + verdicts.curl + " | " + verdicts.chromium + " | " + verdicts.before + " | " + verdicts.now + " |";
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
