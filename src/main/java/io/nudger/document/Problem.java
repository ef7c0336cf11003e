package io.nudger.document;

import io.nudger.check.Printable;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in the settings or the targets: where it stands, what was wanted, what was found. The values
 * of secrets are never part of it.
 *
 * @param source the file; {@code -conf} for settings given in place
 * @param line the line in it, from 1; 0 when the whole source is meant
 * @param column the column in the line, from 1; 0 when the whole line is meant
 * @param path the keys that lead to the value, such as {@code kafka.partitions} or {@code targets[3].interval}; empty
 *     for the whole source
 * @param target the name of the target it belongs to; null when it belongs to none
 * @param fault what is wrong
 */
public record Problem(String source, int line, int column, String path, @Nullable String target, Fault fault) {
    /** Of which kind it is: what a program may decide by. */
    public Fault.Kind kind() {
        return fault.kind();
    }

    /** What was wanted and found, and a hint: for people. */
    public String message() {
        return fault.toString();
    }

    /** The problem as one line for people: {@code conf/targets.yaml:12: targets[3].interval of "xkcd": wanted ...}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        if (!path.isEmpty()) {
            text.append(": ").append(path);
        }
        if (target != null) {
            text.append(" of ").append(Quoted.of(target));
        }
        // Keys and causes are as foreign as values are.
        return Printable.line(text.append(": ").append(fault).toString());
    }
}
