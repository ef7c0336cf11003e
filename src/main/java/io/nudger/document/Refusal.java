package io.nudger.document;

/** Why a text was refused. It never holds the text itself, which may be a secret. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean secret;

    public Refusal(String reason) {
        this(reason, false);
    }

    /** @param secret whether the text that was refused is not to be shown beside the reason */
    public Refusal(String reason, boolean secret) {
        super(reason, null, false, false);
        this.secret = secret;
    }

    public boolean secret() {
        return secret;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
