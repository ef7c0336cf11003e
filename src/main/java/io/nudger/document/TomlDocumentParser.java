package io.nudger.document;

import io.nudger.document.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads TOML into the same tree as YAML and JSON; times stay the texts that they are written as. */
final class TomlDocumentParser {
    private TomlDocumentParser() {}

    static Node parse(String text) throws SyntaxException {
        TomlParseResult document = Toml.parse(text);
        if (document.hasErrors()) {
            TomlParseError first = document.errors().get(0);
            TomlPosition at = first.position();
            throw new SyntaxException(at.line(), at.column(), "not valid TOML");
        }
        return table(document);
    }

    private static Node table(TomlTable table) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            TomlPosition at = table.inputPositionOf(List.of(key));
            Object value = table.get(List.of(key));
            entries.put(key, new Node.Entry(node(value), at == null ? 0 : at.line()));
        }
        return new Node.Mapping(entries);
    }

    private static Node array(TomlArray array) {
        List<Node.Entry> items = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            items.add(
                    new Node.Entry(node(array.get(i)), array.inputPositionOf(i).line()));
        }
        return new Node.Sequence(items);
    }

    private static Node node(Object value) {
        if (value instanceof TomlTable table) {
            return table(table);
        }
        return value instanceof TomlArray array
                ? array(array)
                : new Scalar(String.valueOf(value), value instanceof String);
    }
}
