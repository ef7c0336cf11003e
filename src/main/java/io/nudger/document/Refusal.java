package io.nudger.document;

import java.nio.file.Path;

/** Why a text was refused. It never holds the text itself, which may be a secret. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault.Kind kind;
    private final boolean secret;

    /** Of a value that is wrong. */
    public Refusal(String reason) {
        this(reason, false);
    }

    /** @param secret whether the text that was refused is not to be shown beside the reason */
    public Refusal(String reason, boolean secret) {
        this(Fault.Kind.VALUE, reason, secret);
    }

    private Refusal(Fault.Kind kind, String reason, boolean secret) {
        super(reason, null, false, false);
        this.kind = kind;
        this.secret = secret;
    }

    /** Of a file that cannot be read, or does not hold what it should. */
    public static Refusal ofFile(String reason) {
        return new Refusal(Fault.Kind.FILE, reason, false);
    }

    /** The same, with the name of the file before the reason. */
    public Refusal naming(String file) {
        return ofFile("the file " + Quoted.of(file) + " " + reason());
    }

    /** The same, with the name of the file before the reason. */
    public Refusal naming(Path file) {
        return naming(file.toString());
    }

    public boolean secret() {
        return secret;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The fault when there is no more to say than the reason. */
    public Fault fault() {
        return new Fault(kind, reason(), "");
    }
}
