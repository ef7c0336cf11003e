package io.nudger.web;

import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many places each caller has, where all are taken: whoever has most makes room for others.
 *
 * @param sizes how many, by caller
 * @param most the most that one has
 */
public record Crowds(Map<String, Long> sizes, long most) {
    /** Of these, the caller of each place; at least one. */
    public static Crowds of(Stream<String> callers) {
        Map<String, Long> sizes = callers.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return new Crowds(sizes, Collections.max(sizes.values()));
    }

    /** Whether nobody has more than this one. */
    public boolean isLargest(String caller) {
        return sizes.getOrDefault(caller, 0L) == most;
    }
}
