package io.nudger.imports;

import java.util.List;

/**
 * A comment between targets.
 *
 * @param lines its lines, without the comment sign
 */
record Comment(List<String> lines) implements Item {
    Comment {
        lines = List.copyOf(lines);
    }
}
