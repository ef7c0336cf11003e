package io.nudger.imports;

import io.nudger.document.ForeignDocument;
import io.nudger.document.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file of the monitor that is left.
 *
 * @param name what messages and comments call it
 * @param text its content
 */
public record Source(String name, String text) {
    private static final String STANDARD_INPUT = "standard input";

    /**
     * Reads a file. It blocks.
     *
     * @throws ImportException when it cannot be read
     */
    public static Source ofFile(String file) throws ImportException {
        try {
            return new Source(file, ForeignDocument.text(Path.of(file)));
        } catch (InvalidPathException e) {
            throw new ImportException(file + ": not a path on this system");
        } catch (InvalidConfigException e) {
            throw ImportException.of(e);
        }
    }

    /**
     * Reads the standard input to its end. It blocks.
     *
     * @throws ImportException when it cannot be read
     */
    public static Source ofStandardInput(InputStream input) throws ImportException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(input.readAllBytes());
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return new Source(STANDARD_INPUT, text);
        } catch (CharacterCodingException e) {
            throw new ImportException(STANDARD_INPUT + ": cannot be read: not UTF-8 text");
        } catch (IOException e) {
            throw new ImportException(STANDARD_INPUT + ": cannot be read: " + e.getMessage());
        }
    }
}
