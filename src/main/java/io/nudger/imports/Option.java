package io.nudger.imports;

import io.nudger.document.Node;
import java.util.List;

/**
 * An option of a target.
 *
 * @param path the keys that lead to it
 * @param node its value
 * @param origin how the old configuration says it, for the comment when nudger does not take it
 * @param note what is to be said about it when nudger takes it; empty when there is nothing to say
 */
record Option(List<String> path, Node node, String origin, String note) {
    private static final List<String> FIRST =
            List.of("name", "title", "url", "interval", "timeout", "method", "headers");
    private static final List<String> LAST = List.of("regexp", "expect", "labels", "enabled");

    Option {
        path = List.copyOf(path);
    }

    boolean is(String key) {
        return path.size() == 1 && path.get(0).equals(key);
    }

    boolean isSame(Option other) {
        return path.equals(other.path) && node.equals(other.node);
    }

    /** Where it stands in a target that reads well. */
    int rank() {
        String key = path.get(0);
        if (FIRST.contains(key)) {
            return FIRST.indexOf(key);
        }
        return FIRST.size() + 1 + LAST.indexOf(key);
    }

    boolean refersToEnvironment() {
        return node instanceof Node.Scalar scalar && References.in(scalar.text());
    }
}
