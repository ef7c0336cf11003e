package io.nudger.imports;

import io.nudger.check.Printable;
import io.nudger.document.ForeignDocument;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A value in a document of another program, and where it stands. */
final class Value {
    private static final int MAX_SHOWN = 60;
    private static final Pattern HALF_CHARACTER = Pattern.compile("\\p{Cs}");
    private static final Pattern SIMPLE_KEY = Pattern.compile("[\\w-]+");
    private static final Pattern SECRET =
            Pattern.compile("(?i)pass|secret|token|key(?!word)|auth|credential|cookie|webhook|dsn|session");

    private static final Pattern SECRET_INSIDE =
            Pattern.compile("(?i)(?:pass\\w*|secret|token|api_?key)[\"']?\\s*[:=]");

    private final Document document;
    private final Node node;
    private final String path;
    private final int line;

    /** Where values come from, and how their texts are turned into those of the targets file. */
    private record Document(String source, UnaryOperator<String> encoding) {}

    private Value(Document document, Node node, String path, int line) {
        this.document = document;
        this.node = node;
        this.path = path;
        this.line = line;
    }

    /** The document in YAML, whose texts mean themselves. */
    static Value ofYaml(Source source) throws ImportException {
        return ofYaml(source, References::literal);
    }

    /** The document in YAML, with its own way of referring to the environment. */
    static Value ofYaml(Source source, UnaryOperator<String> encoding) throws ImportException {
        List<Value> documents = allOfYaml(source, encoding);
        if (documents.size() > 1) {
            throw documents.get(1).problem("a second document; wanted one");
        }
        return documents.get(0);
    }

    /** The documents in YAML, with their own way of referring to the environment; at least one. */
    static List<Value> allOfYaml(Source source, UnaryOperator<String> encoding) throws ImportException {
        try {
            Document document = new Document(source.name(), encoding);
            List<Value> values = new ArrayList<>();
            for (Node root : ForeignDocument.yaml(source.text(), source.name())) {
                values.add(root(document, root));
            }
            return values;
        } catch (InvalidConfigException e) {
            throw ImportException.of(e);
        }
    }

    /** The document in JSON, whose texts mean themselves. */
    static Value ofJson(Source source) throws ImportException {
        try {
            Node root = ForeignDocument.json(source.text(), source.name());
            return root(new Document(source.name(), References::literal), root);
        } catch (InvalidConfigException e) {
            throw ImportException.of(e);
        }
    }

    /** The document in TOML, with its own way of referring to the environment. */
    static Value ofToml(Source source, UnaryOperator<String> encoding) throws ImportException {
        try {
            Node root = ForeignDocument.toml(source.text(), source.name());
            return root(new Document(source.name(), encoding), root);
        } catch (InvalidConfigException e) {
            throw ImportException.of(e);
        }
    }

    /** A whole document, which must not be one that only SOPS can read. */
    private static Value root(Document document, Node root) throws ImportException {
        Value value = new Value(document, root, "", 0);
        Entry sops = root instanceof Mapping mapping ? mapping.entries().get("sops") : null;
        if (sops != null
                && sops.node() instanceof Mapping mapping
                && mapping.entries().containsKey("mac")) {
            throw value.problem("is encrypted by SOPS; import what sops -d makes of it");
        }
        return value;
    }

    boolean isNothing() {
        return node instanceof Scalar scalar && scalar.isNull();
    }

    boolean isScalar() {
        return node instanceof Scalar && !isNothing();
    }

    boolean isList() {
        return node instanceof Sequence;
    }

    boolean isObject() {
        return node instanceof Mapping;
    }

    /** Whether there is nothing in it: no text, no item, no key. */
    boolean isEmpty() {
        if (node instanceof Scalar scalar) {
            return scalar.text().isEmpty();
        }
        return node instanceof Sequence sequence
                ? sequence.items().isEmpty()
                : ((Mapping) node).entries().isEmpty();
    }

    /** The text of any scalar, as the targets file takes it. */
    String text() throws ImportException {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            return document.encoding.apply(whole(scalar));
        }
        throw refused("a text");
    }

    /** Whether it refers to the environment, so that what it is shows only when nudger reads it. */
    boolean isReference() {
        return node instanceof Scalar scalar
                && !scalar.isNull()
                && References.in(document.encoding.apply(scalar.text()));
    }

    /** The text before the environment is put into it. */
    String raw() throws ImportException {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            return whole(scalar);
        }
        throw refused("a text");
    }

    /** What messages call the file. */
    String source() {
        return document.source;
    }

    /** True for true, yes and 1, as the parsers of YAML 1.1 and databases have it. */
    boolean flag() throws ImportException {
        return switch (text()) {
            case "true", "True", "TRUE", "yes", "on", "1" -> true;
            case "false", "False", "FALSE", "no", "off", "0" -> false;
            default -> throw refused("true or false");
        };
    }

    /** A number of seconds or of another unit. */
    Duration times(Duration unit, String wanted) throws ImportException {
        Duration duration = isScalar() ? Durations.times(unit, text()) : null;
        if (duration == null) {
            throw refused(wanted);
        }
        return duration;
    }

    /** A duration such as {@code 1m30s}. */
    Duration duration() throws ImportException {
        Duration duration = isScalar() ? Durations.parse(text()) : null;
        if (duration == null) {
            throw refused("a duration such as 30s or 1m30s");
        }
        return duration;
    }

    List<Value> items(String wanted) throws ImportException {
        if (!(node instanceof Sequence sequence)) {
            throw refused(wanted);
        }
        List<Value> items = new ArrayList<>();
        for (Entry item : sequence.items()) {
            items.add(new Value(document, item.node(), path + "[" + items.size() + "]", item.line()));
        }
        return items;
    }

    /** The items of a list; a single value counts as a list of one. */
    List<Value> itemsOrSelf() throws ImportException {
        return isList() ? items("a list") : List.of(this);
    }

    Fields fields(String wanted) throws ImportException {
        if (node instanceof Mapping mapping) {
            return new Fields(this, mapping);
        }
        throw refused(wanted);
    }

    Fields noFields() {
        return new Fields(this, new Mapping(Map.of()));
    }

    /** The value under a key of this object. */
    Value child(String key, Entry entry) {
        String step = SIMPLE_KEY.matcher(key).matches() ? key : "\"" + key + "\"";
        return new Value(document, entry.node(), path.isEmpty() ? step : path + "." + step, entry.line());
    }

    String key() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    int line() {
        return line;
    }

    /** Every object of the document, from the top down. */
    List<Value> objects() throws ImportException {
        List<Value> found = new ArrayList<>();
        if (isObject()) {
            found.add(this);
            for (Value child : fields("").all().values()) {
                found.addAll(child.objects());
            }
        } else if (isList()) {
            for (Value item : items("")) {
                found.addAll(item.objects());
            }
        }
        return found;
    }

    /** A few words about the value for a comment; a secret or a long text is not repeated. */
    String shown() {
        if (!(node instanceof Scalar scalar)) {
            return node.kind();
        }
        if (isSecret(scalar)) {
            return "not shown";
        }
        String text = OldUrl.masked(whole(scalar));
        boolean fits = text.length() <= MAX_SHOWN && text.codePoints().allMatch(Printable::is);
        return fits ? text : "a text of " + text.length() + " characters";
    }

    private boolean isSecret(Scalar scalar) {
        return SECRET.matcher(key()).find()
                || SECRET_INSIDE.matcher(scalar.text()).find();
    }

    /** JSON can spell half a character, which no file can hold. */
    private static String whole(Scalar scalar) {
        return HALF_CHARACTER.matcher(scalar.text()).replaceAll("\ufffd");
    }

    ImportException refused(String wanted) {
        return problem(
                "wanted " + wanted + ", found " + (node instanceof Scalar s && !s.isNull() ? quoted(s) : kind()));
    }

    ImportException problem(String message) {
        String place = document.source + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ");
        return new ImportException(place + message);
    }

    private String kind() {
        return node.kind();
    }

    private String quoted(Scalar scalar) {
        return isSecret(scalar) ? "a value that is not shown" : "\"" + shown() + "\"";
    }
}
