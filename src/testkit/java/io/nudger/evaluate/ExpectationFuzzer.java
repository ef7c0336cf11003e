package io.nudger.evaluate;

import io.nudger.check.HttpCheck;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Any answer and any expectation that the configuration accepts: there is a verdict, soon, and twice the same. The input
 * is the block {@code expect} of a target, a line with {@link #END}, and the body of the answer.
 */
public final class ExpectationFuzzer {
    /** Parts the expectation from the body. */
    public static final String END = "\n---\n";

    private static final Path FILE = temporaryFile();
    private static final Environment NOTHING_SET = name -> null;
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private ExpectationFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END);
        if (end < 0 || text.contains("${")) {
            return;
        }
        Files.writeString(
                FILE,
                "targets:\n- name: t\n  url: http://a.test/\n  expect:\n    "
                        + text.substring(0, end).replace("\n", "\n    ") + "\n");
        Buffer body = Buffer.buffer(text.substring(end + END.length()).getBytes(StandardCharsets.ISO_8859_1));
        try {
            for (Target target : new TargetsLoader(new TargetSource.AtPath(FILE), NOTHING_SET)
                    .load()
                    .all()) {
                verify(target, body);
            }
        } catch (InvalidConfigException e) {
            // Refused, as most of what comes here must be.
        }
    }

    private static void verify(Target target, Buffer body) {
        long begin = System.nanoTime();
        Verdict verdict = assess(target, body);
        boolean certain = System.nanoTime() - begin < LIMIT_NANOS / 2;
        if (certain && !assess(target, body).equals(verdict) && System.nanoTime() - begin < LIMIT_NANOS) {
            throw new IllegalStateException("evaluated twice, and not the same: " + verdict);
        }
    }

    private static Verdict assess(Target target, Buffer received) {
        ReceivedResponse whole =
                new ReceivedResponse(received(received), null, null, Instant.EPOCH, Duration.ofMillis(300), 0, true);
        return new ExpectationEvaluator(HttpCheck.of(target).expectation(), whole, Duration.ofNanos(LIMIT_NANOS), false)
                .assess()
                .verdict();
    }

    /** An answer with this body. */
    static ResponseView received(Buffer body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("content-type", "application/json")
                .add("set-cookie", "a=b")
                .add("set-cookie", "c=d");
        return new MadeResponse(200, "200 OK", headers, body.length(), body.toString());
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("expectation", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
