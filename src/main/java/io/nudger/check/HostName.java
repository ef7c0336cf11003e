package io.nudger.check;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of hosts in ASCII, as browsers make them of international ones: UTS 46 without the transition from the older
 * IDNA 2003, to which {@code straße} and {@code strasse} were the same name. {@link java.net.IDN} still follows that one.
 *
 * <p>The tables of the standard are those of Unicode's compatibility composition and its lower case, with few exceptions;
 * the rare names that UTS 46 forbids are asked for all the same, and do not exist.
 */
public final class HostName {
    private static final int LONGEST_LABEL = 63;
    private static final Pattern DOTS = Pattern.compile("[.\u3002\uff0e\uff61]");

    /** What is not seen, and is left out: soft hyphens, joiners of words, selectors of variants. */
    private static final Pattern IGNORED =
            Pattern.compile("[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]");

    private HostName() {}

    /**
     * The name in ASCII and lower case.
     *
     * @throws IllegalArgumentException when it cannot be a name
     */
    public static String toAscii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            for (String label : DOTS.split(host, -1)) {
                requireShort(label);
            }
            return host.toLowerCase(Locale.ROOT);
        }
        StringBuilder ascii = new StringBuilder(host.length() + 8);
        for (String label : DOTS.split(mapped(host), -1)) {
            ascii.append(ascii.isEmpty() ? "" : ".").append(labelToAscii(label));
        }
        return ascii.toString();
    }

    private static String mapped(String host) {
        String visible = IGNORED.matcher(host).replaceAll("");
        return Normalizer.normalize(lowerCase(Normalizer.normalize(lowerCase(visible), Form.NFKC)), Form.NFC);
    }

    /** Letter by letter: a sigma at the end of a word is no other letter here. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }

    private static String labelToAscii(String label) {
        boolean plain = label.chars().allMatch(c -> c < 0x80);
        String ascii = plain ? label : "xn--" + Punycode.encode(label);
        requireShort(ascii);
        return ascii;
    }

    private static void requireShort(String label) {
        if (label.length() > LONGEST_LABEL) {
            throw new IllegalArgumentException("has a part of its name that is too long");
        }
    }

    /** Bootstring with the parameters of RFC 3492. */
    private static final class Punycode {
        private static final int BASE = 36;
        private static final int T_MIN = 1;
        private static final int T_MAX = 26;
        private static final int SKEW = 38;
        private static final int DAMP = 700;
        private static final int INITIAL_BIAS = 72;
        private static final int INITIAL_N = 0x80;

        private Punycode() {}

        static String encode(String label) {
            int[] points = label.codePoints().toArray();
            StringBuilder out = new StringBuilder();
            for (int point : points) {
                if (point < INITIAL_N) {
                    out.append((char) point);
                }
            }
            int basic = out.length();
            int handled = basic;
            if (basic > 0) {
                out.append('-');
            }
            int n = INITIAL_N;
            int delta = 0;
            int bias = INITIAL_BIAS;
            while (handled < points.length) {
                int next = nextAfter(points, n);
                delta += (next - n) * (handled + 1);
                n = next;
                for (int point : points) {
                    if (point < n) {
                        delta++;
                    } else if (point == n) {
                        append(out, delta, bias);
                        bias = adapted(delta, handled + 1, handled == basic);
                        delta = 0;
                        handled++;
                    }
                }
                delta++;
                n++;
            }
            return out.toString();
        }

        private static int nextAfter(int[] points, int least) {
            int next = Integer.MAX_VALUE;
            for (int point : points) {
                if (point >= least && point < next) {
                    next = point;
                }
            }
            return next;
        }

        private static void append(StringBuilder out, int delta, int bias) {
            int q = delta;
            for (int k = BASE; ; k += BASE) {
                int t = Math.max(T_MIN, Math.min(T_MAX, k - bias));
                if (q < t) {
                    out.append(digit(q));
                    return;
                }
                out.append(digit(t + (q - t) % (BASE - t)));
                q = (q - t) / (BASE - t);
            }
        }

        private static char digit(int value) {
            return (char) (value < 26 ? 'a' + value : '0' + value - 26);
        }

        private static int adapted(int delta, int points, boolean first) {
            int rest = first ? delta / DAMP : delta / 2;
            rest += rest / points;
            int k = 0;
            while (rest > (BASE - T_MIN) * T_MAX / 2) {
                rest /= BASE - T_MIN;
                k += BASE;
            }
            return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
        }
    }
}
