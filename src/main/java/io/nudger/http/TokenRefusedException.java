package io.nudger.http;

/** Whoever gives out tokens answered, and gave none. The message says what is wrong, as the end of a sentence. */
final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean otherWay;

    /** @param otherWay whether it may give one when the client secret is sent in the other way */
    TokenRefusedException(String message, boolean otherWay) {
        super(message, null, false, false);
        this.otherWay = otherWay;
    }

    boolean mayHelpOtherWay() {
        return otherWay;
    }
}
