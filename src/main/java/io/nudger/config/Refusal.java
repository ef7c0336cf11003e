package io.nudger.config;

/** Why a text was refused. It never holds the text itself, which may be a secret. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean secret;

    Refusal(String reason) {
        this(reason, false);
    }

    /** @param secret whether the text that was refused is not to be shown beside the reason */
    Refusal(String reason, boolean secret) {
        super(reason, null, false, false);
        this.secret = secret;
    }

    boolean secret() {
        return secret;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
