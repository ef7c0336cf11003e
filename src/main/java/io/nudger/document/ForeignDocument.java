package io.nudger.document;

import java.nio.file.Path;
import java.util.List;

/** Reads documents of other programs as carefully as our own: with the place of every value, and nothing guessed. */
public final class ForeignDocument {
    private ForeignDocument() {}

    /**
     * The text of a file in UTF-8, without a byte order mark.
     *
     * @throws InvalidConfigException when it cannot be read
     */
    public static String text(Path file) throws InvalidConfigException {
        try {
            return Document.text(file);
        } catch (Refusal e) {
            Problems problems = new Problems();
            problems.add(Place.of(file.toString()).problem(e.fault()));
            throw problems.asException();
        }
    }

    /**
     * The documents that a text in YAML holds, whatever tags they have; at least one, which may be a null scalar.
     *
     * @param source what messages call it
     * @throws InvalidConfigException when it is not YAML, or a key stands twice
     */
    public static List<Node> yaml(String text, String source) throws InvalidConfigException {
        Problems problems = new Problems();
        List<Node> documents = List.of();
        try {
            documents = YamlParser.parseAll(text, () -> new TreeBuilder(Place.of(source), problems));
        } catch (SyntaxException e) {
            problems.add(e.in(source));
        }
        problems.throwIfAny();
        return documents;
    }

    /**
     * The document that a text in TOML holds.
     *
     * @param source what messages call it
     * @throws InvalidConfigException when it is not TOML
     */
    public static Node toml(String text, String source) throws InvalidConfigException {
        try {
            return TomlDocumentParser.parse(text);
        } catch (SyntaxException e) {
            Problems problems = new Problems();
            problems.add(e.in(source));
            throw problems.asException();
        }
    }

    /**
     * The document that a text in JSON holds.
     *
     * @param source what messages call it
     * @throws InvalidConfigException when it is not JSON, or a key stands twice
     */
    public static Node json(String text, String source) throws InvalidConfigException {
        Problems problems = new Problems();
        TreeBuilder tree = new TreeBuilder(Place.of(source), problems);
        try {
            JsonDocumentParser.parse(text, tree);
        } catch (SyntaxException e) {
            problems.add(e.in(source));
        }
        problems.throwIfAny();
        return tree.root();
    }
}
