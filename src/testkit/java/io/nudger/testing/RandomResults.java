package io.nudger.testing;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Results of every shape, the odd ones included; the same ones again for the same seed. */
public final class RandomResults {
    private static final long DAY = 86_400 * Micros.PER_SECOND;
    private static final long FIRST_INSTANT = Micros.of(Instant.parse("0000-01-01T00:00:00Z"));
    private static final long END_OF_INSTANTS = Micros.of(Instant.parse("9999-12-31T00:00:00Z"));
    /** What codecs stumble over: quotes, escapes, line ends, U+0000, several bytes per character, halves of pairs. */
    private static final String[] SNIPPETS = {
        "a",
        "Z",
        "0",
        " ",
        "\"",
        "\\",
        "/",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u001f",
        "\u007f",
        "é",
        "ß",
        "漢",
        "😀",
        "\ud83d",
        "\ude00",
        "\u2028",
        "\ufeff",
        "\uffff",
        "</script>",
        "{",
        "}",
        "null"
    };

    private static final String NAME_CHARACTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.:/\"\\'{}<>&é漢";

    private final Random random;

    /** Makes results from this seed. */
    public RandomResults(long seed) {
        this.random = new Random(seed);
    }

    /** The next result. */
    public CheckResult next() {
        TargetInfo target = new TargetInfo(
                name(),
                "https://" + name(),
                Micros.toDuration(1 + random.nextLong(DAY)),
                labels(),
                maybe(this::text),
                new Thresholds(1 + random.nextInt(3), 1 + random.nextInt(3)),
                Long.toHexString(random.nextLong()));
        return new CheckResult(
                target, new Origin(name(), name()), instant(), maybe(this::instant), verdict(), observation());
    }

    private Verdict verdict() {
        Outcome outcome = oneOf(Outcome.values());
        if (outcome == Outcome.UNKNOWN && random.nextBoolean()) {
            return Verdict.later("later_" + random.nextInt(3), reason(), text());
        }
        return outcome == Outcome.UP ? Verdict.up() : new Verdict(outcome, reason(), text());
    }

    private FailureReason reason() {
        return random.nextInt(4) == 0
                ? FailureReason.named("later_" + random.nextInt(3))
                : FailureReason.values()
                        .get(random.nextInt(FailureReason.values().size()));
    }

    private Observation observation() {
        return new Observation(
                random.nextInt(4),
                maybe(() -> 100 + random.nextInt(900)),
                maybe(this::span),
                Phases.inOrder(
                        maybe(this::span), maybe(this::span), maybe(this::span), maybe(this::span), maybe(this::span)),
                maybe(random::nextBoolean),
                maybe(this::text),
                maybe(this::text),
                maybe(() -> random.nextLong(Long.MAX_VALUE)),
                maybe(this::text),
                maybe(this::text),
                maybe(() -> new CertificateInfo(
                        instant(),
                        Long.toHexString(random.nextLong()),
                        text(),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::text))),
                maybe(random::nextBoolean),
                maybe(() -> new FirstFailure(reason(), text())),
                labels());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put(text(), text());
        }
        return labels;
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private Instant instant() {
        return switch (random.nextInt(3)) {
            case 0 -> Instant.EPOCH;
            case 1 -> Instant.ofEpochSecond(1_800_000_000L + random.nextInt(1_000_000), random.nextInt(1_000_000_000));
            default -> Micros.toInstant(random.nextLong(FIRST_INSTANT, END_OF_INSTANTS));
        };
    }

    private Duration span() {
        return switch (random.nextInt(3)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofSeconds(random.nextInt(86_400));
            default -> Duration.ofNanos(random.nextLong(DAY * 1_000));
        };
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(1, 30); i > 0; i--) {
            name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        return name.toString();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20) == 0 ? 5_000 : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(oneOf(SNIPPETS));
        }
        return text.toString();
    }
}
