package io.nudger.record;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** What belongs together and lies beside one another in a list. */
final class Runs {
    private Runs() {}

    /**
     * Hands on each run, in order, as a part of the list.
     *
     * @param together whether one belongs to the run that another has begun
     */
    static <T> void forEach(List<T> list, BiPredicate<T, T> together, Consumer<List<T>> action) {
        int start = 0;
        for (int end = 1; end <= list.size(); end++) {
            if (end == list.size() || !together.test(list.get(end), list.get(start))) {
                action.accept(list.subList(start, end));
                start = end;
            }
        }
    }
}
