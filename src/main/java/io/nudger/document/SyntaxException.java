package io.nudger.document;

/** A document cannot be read at all from this point on. */
final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1
     * @param reason in words; never a piece of the document, which may be a secret
     */
    SyntaxException(int line, int column, String reason) {
        super(reason, null, false, false);
        this.line = line;
        this.column = column;
    }

    Problem in(String source) {
        Fault fault = new Fault(Fault.Kind.SYNTAX, String.valueOf(getMessage()), "");
        return new Problem(source, line, column, "", null, fault);
    }
}
