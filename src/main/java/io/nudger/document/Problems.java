package io.nudger.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong, so that everything can be reported at once. */
public final class Problems {
    /** More are not reported: so many have one cause. */
    private static final int MAX_TOLD = 1_000;

    private final List<Problem> reported = new ArrayList<>();
    private int count;

    public void add(Problem problem) {
        count++;
        if (count <= MAX_TOLD) {
            reported.add(problem);
        }
    }

    public void addAll(List<Problem> problems) {
        problems.forEach(this::add);
    }

    /** How many there were, reported or not. */
    public int count() {
        return count;
    }

    public boolean any() {
        return count > 0;
    }

    public void throwIfAny() throws InvalidConfigException {
        if (any()) {
            throw asException();
        }
    }

    public InvalidConfigException asException() {
        return new InvalidConfigException(inOrder(), count);
    }

    /** Source by source, as they were met, and each from top to bottom. */
    private List<Problem> inOrder() {
        Map<String, Integer> sources = new HashMap<>();
        reported.forEach(problem -> sources.putIfAbsent(problem.source(), sources.size()));
        return reported.stream()
                .sorted(Comparator.comparing((Problem problem) -> sources.get(problem.source()))
                        .thenComparingInt(Problem::line))
                .toList();
    }
}
