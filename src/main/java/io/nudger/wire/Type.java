package io.nudger.wire;

import io.nudger.check.Alerting;
import io.nudger.check.FailureReason;
import io.nudger.check.LaterName;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.Quorum;
import io.nudger.check.Target;
import io.nudger.check.Text;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a value is read, bounded and written. The bounds are wide, and yet what lies within them fits the database: one
 * foreign record must not spoil a batch.
 *
 * @param isDelimited whether protobuf writes it with its length; otherwise it is a varint
 * @param wanted what it should be, for messages
 */
record Type<T>(boolean isDelimited, String wanted, Reader<T> reader, Writer<T> writer) {
    private static final long FIRST_INSTANT = Micros.of(Instant.parse("0000-01-01T00:00:00Z"));
    private static final long LAST_INSTANT = Micros.of(Instant.parse("9999-12-31T23:59:59.999999Z"));

    private static final String WANTED_QUORUM = "any, majority, all or a number of zones";

    /** Any text. The vocabulary cuts it. */
    static final Type<String> TEXT = new Type<>(true, "a text", Source::text, Sink::text);

    static final Type<String> FILLED = text("a text", text -> !text.isEmpty());
    static final Type<String> NAME = text("a name of 1 to " + Target.MAX_NAME + " printable characters", Text::isName);
    /** Counted in code points. */
    static final Type<String> TITLE = text(
            "a title of 1 to " + Alerting.MAX_TITLE + " characters",
            text -> !text.isEmpty() && text.codePointCount(0, text.length()) <= Alerting.MAX_TITLE);

    static final Type<Map<String, String>> TEXTS = new Type<>(true, "texts", Source::texts, Sink::texts);
    /** Names, as an array in JSON and one field for each in protobuf. */
    static final Type<List<String>> NAMES = new Type<>(
            true,
            "names of 1 to " + Target.MAX_NAME + " printable characters",
            in -> {
                List<String> names = in.names();
                for (String name : names) {
                    if (!Text.isName(name)) {
                        throw in.malformed(NAME.wanted, Text.quote(name));
                    }
                }
                return names;
            },
            Sink::names);

    static final Type<Quorum> QUORUM = new Type<>(
            true,
            WANTED_QUORUM,
            in -> {
                String text = in.text();
                Quorum quorum = Quorum.parse(text);
                if (quorum == null) {
                    throw in.malformed(WANTED_QUORUM, Text.quote(text));
                }
                return quorum;
            },
            (out, field, quorum) -> out.text(field, quorum.toString()));

    static final Type<Boolean> FLAG = new Type<>(false, "true or false", Source::flag, Sink::flag);
    static final Type<Instant> INSTANT = instant("an instant of the years 0 to 9999");
    /** At most a day. */
    static final Type<Duration> SPAN = span(0, Micros.PER_DAY, "from 0 seconds to a day");

    static final Type<Duration> INTERVAL = span(1, 366 * Micros.PER_DAY, "more than 0 seconds and at most 366 days");

    /** The version of the record. */
    static final Type<Long> VERSION = new Type<>(
            false,
            "version " + CheckResultCodec.VERSION,
            Type::version,
            (out, field, number) -> out.integer(field, number));

    /** The name of an outcome, be it one of a later version. */
    static final Type<String> OUTCOME = new Type<>(
            false,
            LaterName.WANTED,
            in -> {
                String name = in.name(Codes.OUTCOMES);
                return name == null || Outcome.named(name) != null ? name : laterName(in, name);
            },
            (out, field, name) -> {
                Outcome known = Outcome.named(name);
                out.name(field, name, known == null ? 0 : known.code());
            });

    /** A reason, be it one of a later version. */
    static final Type<FailureReason> REASON = new Type<>(
            false,
            LaterName.WANTED,
            in -> {
                String name = in.name(Codes.REASONS);
                return name == null ? null : FailureReason.named(laterName(in, name));
            },
            (out, field, reason) -> out.name(field, reason.wireName(), reason.code()));

    static Type<Long> number(long min, long max) {
        String wanted = "a number from " + min + " to " + max;
        return new Type<>(
                false,
                wanted,
                in -> bounded(in, in.integer(), min, max, wanted, ""),
                (out, field, number) -> out.integer(field, number));
    }

    static Type<Integer> number(int min, int max) {
        Type<Long> wide = number((long) min, max);
        return new Type<>(
                false,
                wide.wanted,
                in -> Math.toIntExact(bounded(in, in.integer(), min, max, wide.wanted, "")),
                (out, field, number) -> out.integer(field, number));
    }

    static <S> Type<S> object(Schema<S, ?> schema) {
        return new Type<>(
                true, "an object", in -> in.object(schema), (out, field, object) -> out.object(field, schema, object));
    }

    private static Type<String> text(String wanted, Predicate<String> isFit) {
        return new Type<>(
                true,
                wanted,
                in -> {
                    String text = in.text();
                    if (!isFit.test(text)) {
                        throw in.malformed(wanted, Text.quote(text));
                    }
                    return text;
                },
                Sink::text);
    }

    private static Type<Instant> instant(String wanted) {
        return new Type<>(
                false,
                wanted,
                in -> Micros.toInstant(
                        bounded(in, in.instant(), FIRST_INSTANT, LAST_INSTANT, wanted, " microseconds since 1970")),
                (out, field, instant) -> out.instant(field, Micros.of(instant)));
    }

    private static Type<Duration> span(long min, long max, String wanted) {
        return new Type<>(
                false,
                wanted,
                in -> Micros.toDuration(bounded(in, in.span(), min, max, wanted, " microseconds")),
                (out, field, span) -> out.span(field, Micros.of(span)));
    }

    private static long version(Source in) throws IOException, MalformedResultException {
        long found = in.integer();
        if (found != CheckResultCodec.VERSION) {
            throw new UnknownVersionException(found);
        }
        return found;
    }

    private static long bounded(Source in, long value, long min, long max, String wanted, String unit)
            throws MalformedResultException {
        if (value < min || value > max) {
            throw in.malformed(wanted, value + unit);
        }
        return value;
    }

    private static String laterName(Source in, String name) throws MalformedResultException {
        if (!LaterName.isName(name)) {
            throw in.malformed(LaterName.WANTED, Text.quote(name));
        }
        return name;
    }

    interface Reader<T> {
        /** The value; null when what stands there stands for none. */
        @Nullable T read(Source in) throws IOException, MalformedResultException;
    }

    interface Writer<T> {
        void write(Sink out, Field<?, ?, ?> field, T value) throws IOException;
    }
}
