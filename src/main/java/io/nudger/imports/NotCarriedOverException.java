package io.nudger.imports;

/** Something of another monitor has no counterpart; the message says why, as a half-sentence, or is empty. */
final class NotCarriedOverException extends Exception {
    private static final long serialVersionUID = 1;

    NotCarriedOverException(String why) {
        super(why, null, false, false);
    }
}
