package io.nudger.wire;

import io.nudger.check.Micros;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The outline of a record of {@link JsonCodec}: the fields in the order in which it writes them, without white space. What
 * stands before {@code scheduled_at}, the outcome with the attempts, and what stands after {@code body_bytes} are kept.
 */
final class JsonOutline extends Outline {
    private static final byte[] SCHEDULED_AT = literal(",\"scheduled_at\":\"");
    /** By the byte at the end of a place where it is not: how far away the next one may be. */
    private static final int[] JUMPS = jumps(SCHEDULED_AT);

    private static final byte[] STARTED_AT = literal(",\"started_at\":\"");
    private static final byte[] QUOTE = literal("\"");
    private static final byte[] UP = literal(",\"outcome\":\"up\",\"attempts\":");
    private static final byte[] STATUS_CODE = literal(",\"status_code\":");
    private static final byte[] DURATION = literal(",\"duration\":");
    private static final byte[] DEGRADED = literal(",\"degraded\":");
    private static final byte[] PHASES = literal(",\"phases\":{");
    private static final byte[] END = literal("}");
    private static final byte[] COMMA = literal(",");
    private static final byte[] RESOLVE = literal("\"resolve\":");
    private static final byte[] CONNECT = literal("\"connect\":");
    private static final byte[] TLS = literal("\"tls\":");
    private static final byte[] PROCESSING = literal("\"processing\":");
    private static final byte[] TRANSFER = literal("\"transfer\":");
    private static final byte[] REGEXP_MATCHED = literal(",\"regexp_matched\":");
    private static final byte[] BODY_BYTES = literal(",\"body_bytes\":");
    private static final byte[] TRUE = literal("true");
    private static final byte[] FALSE = literal("false");

    private static final int MAX_DIGITS = 18;
    private static final int MAX_SECONDS_DIGITS = 12;
    private static final int DECIMALS = 6;
    /** Microseconds in the last of so many decimals. */
    private static final int[] UNITS = {0, 100_000, 10_000, 1_000, 100, 10, 1};

    private int at;
    private boolean broken;
    private boolean firstPhase = true;

    JsonOutline(byte[] bytes) {
        super(bytes);
    }

    @Override
    boolean trace() {
        at = indexOfSlot();
        if (at <= 0 || !keep(0, at)) {
            return false;
        }
        scheduledAt = instant(SCHEDULED_AT);
        startedAt = instant(STARTED_AT);
        int outcome = at;
        if (number(UP) == ABSENT || !keep(outcome, at)) {
            return false;
        }
        statusCode = number(STATUS_CODE);
        duration = seconds(DURATION);
        degraded = flag(DEGRADED);
        phases();
        regexpMatched = flag(REGEXP_MATCHED);
        bodyBytes = number(BODY_BYTES);
        // What is kept must not go on where a value has ended.
        boolean whole = skip(COMMA) || skip(END);
        return whole && !broken && scheduledAt != ABSENT && keep(at - 1, bytes.length);
    }

    private void phases() {
        if (!skip(PHASES)) {
            return;
        }
        resolve = phase(RESOLVE);
        connect = phase(CONNECT);
        tls = phase(TLS);
        processing = phase(PROCESSING);
        transfer = phase(TRANSFER);
        if (firstPhase || !skip(END)) {
            broken = true;
        }
    }

    private long phase(byte[] name) {
        int before = at;
        if (!firstPhase && !skip(COMMA)) {
            return ABSENT;
        }
        long value = seconds(name);
        if (value == ABSENT) {
            at = before;
        } else {
            firstPhase = false;
        }
        return value;
    }

    private long instant(byte[] name) {
        if (!skip(name)) {
            return ABSENT;
        }
        long micros = WireText.instant(bytes, at);
        at += WireText.INSTANT_LENGTH;
        broken |= micros == WireText.OTHER || !skip(QUOTE);
        return micros;
    }

    private @Nullable Boolean flag(byte[] name) {
        if (!skip(name)) {
            return null;
        }
        if (skip(TRUE)) {
            return true;
        }
        broken |= !skip(FALSE);
        return false;
    }

    /** Whole and not negative. What follows it is looked at by what is read next, or is kept. */
    private long number(byte[] name) {
        return skip(name) ? digits(MAX_DIGITS) : ABSENT;
    }

    private long seconds(byte[] name) {
        if (!skip(name)) {
            return ABSENT;
        }
        long micros = digits(MAX_SECONDS_DIGITS) * Micros.PER_SECOND;
        if (at == bytes.length || bytes[at] != '.') {
            return micros;
        }
        int from = ++at;
        long decimals = run(DECIMALS);
        return micros + decimals * UNITS[at - from];
    }

    private long digits(int max) {
        int from = at;
        long number = run(max);
        broken |= at - from > 1 && bytes[from] == '0';
        return number;
    }

    /** Digits, at least one. */
    private long run(int max) {
        byte[] text = bytes;
        int end = Math.min(text.length, at + max);
        long number = 0;
        int next = at;
        for (; next < end && isDigit(text[next]); next++) {
            number = 10 * number + text[next] - '0';
        }
        broken |= next == at || (next < text.length && isDigit(text[next]));
        at = next;
        return number;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private boolean skip(byte[] literal) {
        if (!isAt(literal, at)) {
            return false;
        }
        at += literal.length;
        return true;
    }

    private boolean isAt(byte[] literal, int index) {
        if (index + literal.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < literal.length; i++) {
            if (bytes[index + i] != literal[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the slot stands; by Horspool's search, which does not look at each byte. */
    private int indexOfSlot() {
        int last = SCHEDULED_AT.length - 1;
        for (int end = last; end < bytes.length; end += JUMPS[bytes[end] & 0xFF]) {
            if (isAt(SCHEDULED_AT, end - last)) {
                return end - last;
            }
        }
        return -1;
    }

    private static int[] jumps(byte[] literal) {
        int[] jumps = new int[256];
        Arrays.fill(jumps, literal.length);
        for (int i = 0; i < literal.length - 1; i++) {
            jumps[literal[i]] = literal.length - 1 - i;
        }
        return jumps;
    }

    private static byte[] literal(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
