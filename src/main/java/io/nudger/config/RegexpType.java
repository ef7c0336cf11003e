package io.nudger.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;

/** Regular expressions for RE2/J, whose time is linear in the text whatever the pattern. */
final class RegexpType {
    static final Type<Pattern> REGEXP =
            Type.of("a regular expression", RegexpType::compile).textOnly().repeating();

    private static final int MAX_LENGTH = 2_000;
    /** What a pattern may unfold to: counted repetitions are copies, and nested ones multiply. */
    private static final long MAX_STEPS = 20_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    /** Constructs of other engines, by how they begin. */
    private static final Map<String, String> UNSUPPORTED = unsupported();

    private RegexpType() {}

    private static Pattern compile(String text) throws Refusal {
        if (text.isEmpty()) {
            throw new Refusal("");
        }
        if (text.length() > MAX_LENGTH) {
            throw new Refusal("longer than " + MAX_LENGTH + " characters");
        }
        if (steps(text) > MAX_STEPS) {
            throw new Refusal("its repetitions unfold to more than " + MAX_STEPS + " steps");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new Refusal(reason(e));
        }
    }

    private static String reason(PatternSyntaxException e) {
        String piece = String.valueOf(e.getPattern());
        if (piece.equals("stack underflow")) {
            return "a ) without a (";
        }
        for (Map.Entry<String, String> construct : UNSUPPORTED.entrySet()) {
            if (piece.startsWith(construct.getKey())) {
                return "RE2/J, whose time is linear in the length of the page, has no " + construct.getValue();
            }
        }
        return e.getDescription() + (piece.isEmpty() ? "" : " " + Quoted.of(piece));
    }

    /** An upper bound of how often the atoms of the pattern are copied when its counts are unfolded. */
    private static long steps(String text) {
        Deque<long[]> groups = new ArrayDeque<>();
        long total = 0;
        long atom = 0;
        Matcher count = COUNT.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' && count.region(i, text.length()).lookingAt()) {
                total += atom * (times(count) - 1);
                atom *= times(count);
                i = count.end() - 1;
            } else if (c == '(') {
                groups.push(new long[] {total});
            } else if (c == ')' && !groups.isEmpty()) {
                atom = total - groups.pop()[0];
            } else if ("*+?|^$".indexOf(c) < 0) {
                i += c == '\\' ? 1 : 0;
                atom = 1;
                total++;
            }
            if (total > MAX_STEPS) {
                return total;
            }
        }
        return total;
    }

    private static long times(Matcher count) {
        String most = count.group(2);
        return Math.max(1, Long.parseLong(most == null || most.isEmpty() ? count.group(1) : most));
    }

    private static Map<String, String> unsupported() {
        Map<String, String> constructs = new LinkedHashMap<>();
        constructs.put("(?=", "lookaheads");
        constructs.put("(?!", "lookaheads");
        constructs.put("(?<=", "lookbehinds");
        constructs.put("(?<!", "lookbehinds");
        constructs.put("(?>", "atomic groups");
        constructs.put("(?(", "conditions");
        constructs.put("\\k", "backreferences");
        for (int digit = 1; digit <= 9; digit++) {
            constructs.put("\\" + digit, "backreferences");
        }
        for (String repetition : new String[] {"*+", "++", "?+"}) {
            constructs.put(repetition, "possessive repetitions");
        }
        return constructs;
    }
}
