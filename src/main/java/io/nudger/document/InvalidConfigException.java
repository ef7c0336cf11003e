package io.nudger.document;

import java.util.List;
import java.util.stream.Collectors;

/** Settings or targets are wrong. The message holds every problem, one a line; a stack trace would say nothing more. */
public final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final transient List<Problem> problems;

    public InvalidConfigException(List<Problem> problems, int count) {
        super(null, null, false, false);
        this.message = lines(problems, count);
        this.problems = List.copyOf(problems);
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** The problems: source by source, each from top to bottom; of very many only the first thousand. */
    public List<Problem> problems() {
        return problems;
    }

    private static String lines(List<Problem> problems, int count) {
        String lines = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return count > problems.size() ? lines + "\nand " + (count - problems.size()) + " more" : lines;
    }
}
