package io.nudger.document;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves references in a text: to a variable of the environment, with or without a default, and to a file, as
 * {@code docs/configuration.md} shows them. A doubled dollar sign before the brace escapes it. What is put in is not
 * looked at again. One instance serves one load, so that each reload reads the files anew, and each file once.
 */
final class Substitution {
    private static final String OPEN = "${";
    private static final String ESCAPED = "$${";
    private static final String FILE = "file:";
    private static final String DEFAULT = ":-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Environment environment;
    private final Map<String, String> files = new HashMap<>();
    private final Set<Path> named = new HashSet<>();
    private final Map<String, @Nullable String> variables = new HashMap<>();

    Substitution(Environment environment) {
        this.environment = environment;
    }

    /**
     * A text with everything put in.
     *
     * @param text the text
     * @param secret whether some of it came from a file, as secrets do
     */
    record Resolved(String text, boolean secret) {}

    /** Puts everything in. */
    Resolved resolve(String text) throws Refusal {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            return new Resolved(text, false);
        }
        StringBuilder result = new StringBuilder();
        boolean secret = false;
        int done = 0;
        while (open >= 0) {
            if (open > done && text.startsWith(ESCAPED, open - 1)) {
                result.append(text, done, open - 1).append(OPEN);
                done = open + OPEN.length();
            } else {
                int close = close(text, open);
                Resolved value = value(text.substring(open + OPEN.length(), close));
                result.append(text, done, open).append(value.text);
                secret |= value.secret;
                done = close + 1;
            }
            open = text.indexOf(OPEN, done);
        }
        return new Resolved(result.append(text, done, text.length()).toString(), secret);
    }

    /** The text, to be resolved again later; null when it names no file, so that it stays what it is. */
    @Nullable FileText fileText(String text) {
        return text.contains(OPEN + FILE) ? new FileText(text, environment) : null;
    }

    /** The paths of the files that were put in, and of those that could not be. */
    Set<Path> files() {
        return named;
    }

    /** The variables that were asked for, with their values. */
    Map<String, @Nullable String> variables() {
        return variables;
    }

    /** Where the brace closes; a default may hold further references. */
    private static int close(String text, int open) throws Refusal {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.startsWith(OPEN, i)) {
                depth++;
            } else if (text.charAt(i) == '}') {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        throw new Refusal("a ${ is not closed; write $${ for the two characters themselves");
    }

    private Resolved value(String reference) throws Refusal {
        if (reference.startsWith(FILE)) {
            return new Resolved(file(reference.substring(FILE.length())), true);
        }
        int split = reference.indexOf(DEFAULT);
        String name = split < 0 ? reference : reference.substring(0, split);
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("wanted ${NAME}, ${NAME:-default} or ${file:/path}; write $${ for the two characters"
                    + " themselves");
        }
        String value = environment.get(name);
        variables.put(name, value);
        if (split >= 0 && (value == null || value.isEmpty())) {
            return resolve(reference.substring(split + DEFAULT.length()));
        }
        if (value == null) {
            throw new Refusal(
                    "the environment variable " + name + " is not set; ${" + name + ":-default} would give a default");
        }
        return new Resolved(value, false);
    }

    private String file(String path) throws Refusal {
        String known = files.get(path);
        if (known != null) {
            return known;
        }
        String content = withoutLineEnd(read(path));
        files.put(path, content);
        return content;
    }

    private String read(String path) throws Refusal {
        try {
            Path file = Path.of(path);
            named.add(file);
            return Document.text(file);
        } catch (InvalidPathException e) {
            throw Refusal.ofFile("cannot be read: not a path on this system").naming(path);
        } catch (Refusal e) {
            throw e.naming(path);
        }
    }

    /** Editors and {@code echo} end a file with a line end that is no part of the secret. */
    private static String withoutLineEnd(String content) {
        if (content.endsWith("\r\n")) {
            return content.substring(0, content.length() - 2);
        }
        return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    }
}
