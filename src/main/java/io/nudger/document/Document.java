package io.nudger.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From a file or a text to a tree. */
public final class Document {
    private static final long MAX_BYTES = 256L << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Document() {}

    /** The file as a tree; null when it cannot be read, which is reported as a problem then. */
    public static @Nullable Node ofFile(Path file, Problems problems) {
        try {
            return ofText(text(file), file, problems);
        } catch (Refusal e) {
            problems.add(Place.of(file.toString()).problem(e.fault()));
            return null;
        }
    }

    /** The text of a file as a tree; null when it is neither YAML nor JSON, which is reported as a problem then. */
    public static @Nullable Node ofText(String text, Path file, Problems problems) {
        return parse(text, isJson(file, text), Place.of(file.toString()), problems);
    }

    /** The text as a tree; null when it is not YAML, which is reported as a problem then. */
    static @Nullable Node ofYaml(String yaml, Place place, Problems problems) {
        return parse(yaml, false, place, problems);
    }

    /** The text as a tree; null when it is not JSON, which is reported as a problem then. */
    public static @Nullable Node ofJson(String json, Place place, Problems problems) {
        return parse(json, true, place, problems);
    }

    private static @Nullable Node parse(String text, boolean json, Place place, Problems problems) {
        TreeBuilder tree = new TreeBuilder(place, problems);
        try {
            if (json) {
                JsonDocumentParser.parse(text, tree);
            } else {
                YamlParser.parse(text, tree);
            }
            return tree.root();
        } catch (SyntaxException e) {
            problems.add(e.in(place.source()));
            return null;
        }
    }

    /** By the name when it says so, else by how the text begins. */
    private static boolean isJson(Path file, String text) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return false;
        }
        return name.endsWith(".json") || text.stripLeading().startsWith("{");
    }

    /** The text of a file in UTF-8, without a byte order mark. */
    public static String text(Path file) throws Refusal {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file, MAX_BYTES));
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Refusal.ofFile("cannot be read: " + reason(e));
        }
    }

    /** The content of a file that is no bigger than this, a multiple of a mebibyte. */
    public static byte[] bytes(Path file, long maxBytes) throws Refusal {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > maxBytes) {
                throw Refusal.ofFile("cannot be read: bigger than " + (maxBytes >> 20) + " MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Refusal.ofFile("cannot be read: " + reason(e));
        }
    }

    /** The file system's reason in words. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        return String.valueOf(e.getMessage());
    }
}
