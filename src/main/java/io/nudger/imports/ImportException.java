package io.nudger.imports;

import io.nudger.config.InvalidConfigException;
import java.util.regex.Pattern;

/** The input cannot be imported. The message is one line for people: where, what was wanted, what was found. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;
    /** They are in the old files, and would break the line or the terminal. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    ImportException(String message) {
        super(OldUrl.masked(CONTROLS.matcher(message).replaceAll(" ")), null, false, false);
    }

    /** The first of the problems: the others often follow from it. */
    static ImportException of(InvalidConfigException e) {
        return new ImportException(e.problems().get(0).toString());
    }
}
