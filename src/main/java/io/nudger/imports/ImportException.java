package io.nudger.imports;

import io.nudger.check.Printable;
import io.nudger.document.InvalidConfigException;

/** The input cannot be imported. The message is one line for people: where, what was wanted, what was found. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        super(OldUrl.masked(Printable.line(message)), null, false, false);
    }

    /** The first of the problems: the others often follow from it. */
    static ImportException of(InvalidConfigException e) {
        return new ImportException(e.problems().get(0).toString());
    }
}
