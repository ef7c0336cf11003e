package io.nudger.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the commands of a shell script as far as that is possible without running it: quotes, escapes, continued lines,
 * comments and variables. A variable that the script sets is put in; another one stays a reference.
 */
final class Shell {
    private static final String SEPARATORS = ";&|()";
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)}|([A-Za-z_]\\w*))");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_]\\w*)=(.*)", Pattern.DOTALL);

    private final String source;
    private final String text;
    private final List<Command> commands = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean inWord;
    private int line = 1;
    private int begin = 1;

    /**
     * A command.
     *
     * @param words its words, with quotes taken away
     * @param line where it begins, from 1
     */
    record Command(List<String> words, int line) {
        Command {
            words = List.copyOf(words);
        }

        /** The assignments that stand before the command, or are the command. */
        Map<String, String> assignments() {
            Map<String, String> found = new HashMap<>();
            for (String word : words) {
                Matcher assignment = ASSIGNMENT.matcher(word);
                if (assignment.matches()) {
                    found.put(assignment.group(1), assignment.group(2));
                } else if (!word.equals("export") && !word.equals("env")) {
                    break;
                }
            }
            return found;
        }
    }

    private Shell(Source source) {
        this.source = source.name();
        this.text = source.text();
    }

    static List<Command> commands(Source source) throws ImportException {
        Shell shell = new Shell(source);
        shell.read();
        return shell.commands;
    }

    private void read() throws ImportException {
        int i = 0;
        while (i < text.length()) {
            i = next(i);
        }
        endCommand();
    }

    /** Takes what begins here; returns where the next thing begins. */
    private int next(int i) throws ImportException {
        char c = text.charAt(i);
        switch (c) {
            case '\n' -> {
                endCommand();
                line++;
            }
            case ' ', '\t', '\r' -> endWord();
            case '\'' -> {
                return singleQuoted(i + 1);
            }
            case '"' -> {
                return doubleQuoted(i + 1);
            }
            case '\\' -> {
                return escaped(i + 1);
            }
            case '$' -> {
                return variable(i);
            }
            default -> {
                if (c == '#' && !inWord) {
                    int end = text.indexOf('\n', i);
                    return end < 0 ? text.length() : end;
                }
                if (SEPARATORS.indexOf(c) >= 0) {
                    endCommand();
                } else {
                    append(String.valueOf(c));
                }
            }
        }
        return i + 1;
    }

    private int singleQuoted(int start) throws ImportException {
        int end = text.indexOf('\'', start);
        if (end < 0) {
            throw notClosed();
        }
        append(References.literal(text.substring(start, end)));
        countLines(start, end);
        return end + 1;
    }

    private int doubleQuoted(int start) throws ImportException {
        append("");
        int i = start;
        while (i < text.length() && text.charAt(i) != '"') {
            char c = text.charAt(i);
            if (text.startsWith("\\\n", i)) {
                i += 2;
            } else if (c == '\\' && i + 1 < text.length() && "\\\"$`".indexOf(text.charAt(i + 1)) >= 0) {
                i = escaped(i + 1);
            } else if (c == '$') {
                i = variable(i);
            } else {
                append(String.valueOf(c));
                i++;
            }
        }
        if (i >= text.length()) {
            throw notClosed();
        }
        countLines(start, i);
        return i + 1;
    }

    private ImportException notClosed() {
        return new ImportException(source + ":" + line + ": the quote that begins here is not closed");
    }

    /** A character after a backslash means itself; a line break is taken away. */
    private int escaped(int i) {
        if (i >= text.length()) {
            return i;
        }
        if (text.charAt(i) == '\n') {
            line++;
        } else {
            append(text.startsWith("${", i) ? "$$" : text.substring(i, i + 1));
        }
        return i + 1;
    }

    private int variable(int i) {
        if (text.startsWith("$(", i)) {
            int end = endOfCommand(i + 1);
            append(text.substring(i, end));
            return end;
        }
        Matcher variable = VARIABLE.matcher(text).region(i, text.length());
        if (!variable.lookingAt()) {
            append(text.startsWith("${", i) ? "$$" : "$");
            return i + 1;
        }
        String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
        append(variables.getOrDefault(name, "${" + name + "}"));
        return variable.end();
    }

    /** Behind the parenthesis that closes the one at this place. What a command inside a command prints is not known. */
    private int endOfCommand(int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    private void append(String part) {
        if (words.isEmpty() && !inWord) {
            begin = line;
        }
        inWord = true;
        word.append(part);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            Command command = new Command(words, begin);
            boolean onlyAssignments = command.words().stream()
                    .allMatch(part ->
                            part.equals("export") || ASSIGNMENT.matcher(part).matches());
            if (onlyAssignments) {
                variables.putAll(command.assignments());
            }
            commands.add(command);
            words = new ArrayList<>();
        }
    }

    private void countLines(int from, int to) {
        line += (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }
}
