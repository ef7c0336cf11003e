package io.nudger.check;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The outline of a record of {@link JsonCodec}: the fields in the order in which it writes them, without white space. What
 * stands before {@code scheduled_at}, the outcome with the attempts, and what stands after {@code body_bytes} are kept.
 */
final class JsonOutline extends Outline {
    private static final byte[] SCHEDULED_AT = literal(",\"scheduled_at\":\"");
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

    private static final int INSTANT_LENGTH = 27;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_SECONDS_DIGITS = 12;
    private static final int DECIMALS = 6;

    private int at;
    private boolean broken;
    private boolean firstPhase = true;

    JsonOutline(byte[] bytes) {
        super(bytes);
    }

    @Override
    boolean trace() {
        at = indexOf(SCHEDULED_AT);
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
        if (at + INSTANT_LENGTH > bytes.length) {
            broken = true;
            return ABSENT;
        }
        char[] text = new char[INSTANT_LENGTH];
        for (int i = 0; i < INSTANT_LENGTH; i++) {
            text[i] = (char) (bytes[at + i] & 0xFF);
        }
        at += INSTANT_LENGTH;
        long micros = WireText.instant(text, 0, INSTANT_LENGTH);
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
        at++;
        int decimals = 0;
        long unit = Micros.PER_SECOND;
        while (decimals < DECIMALS && isDigit()) {
            unit /= 10;
            micros += unit * (bytes[at++] - '0');
            decimals++;
        }
        broken |= decimals == 0 || isDigit();
        return micros;
    }

    private long digits(int max) {
        int from = at;
        long number = 0;
        while (at - from < max && isDigit()) {
            number = 10 * number + bytes[at++] - '0';
        }
        boolean leadingZero = at - from > 1 && bytes[from] == '0';
        broken |= at == from || leadingZero || isDigit();
        return number;
    }

    private boolean isDigit() {
        return at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9';
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

    private int indexOf(byte[] literal) {
        for (int i = 0; i <= bytes.length - literal.length; i++) {
            if (bytes[i] == literal[0] && isAt(literal, i)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] literal(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
