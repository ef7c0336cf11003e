package io.nudger.document;

/**
 * A text of the settings into which files were put, by {@code ${file:...}}: it can be put together again when the files
 * may have been renewed. It is a secret, and has no {@code toString} that shows it.
 */
public final class FileText {
    private final String expression;
    private final Environment environment;

    FileText(String expression, Environment environment) {
        this.expression = expression;
        this.environment = environment;
    }

    /**
     * The text as the files are now. Blocks.
     *
     * @throws IllegalStateException when a file cannot be read; the message names it
     */
    public String read() {
        try {
            return new Substitution(environment).resolve(expression).text();
        } catch (Refusal e) {
            throw new IllegalStateException(e.reason(), e);
        }
    }
}
