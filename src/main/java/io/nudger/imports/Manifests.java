package io.nudger.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The documents of files in YAML, also where they stand as people of Kubernetes keep them: several in a file, in a
 * ConfigMap or Secret, in a list of these, and under {@code config} in the values of a chart.
 */
final class Manifests {
    private static final Set<String> TEXTS = Set.of("ConfigMap", "Secret");

    private final Set<String> known;
    private final UnaryOperator<String> encoding;
    private final List<Value> documents = new ArrayList<>();

    private Manifests(Set<String> known, UnaryOperator<String> encoding) {
        this.known = known;
        this.encoding = encoding;
    }

    /**
     * The documents of a file; empty ones and manifests of other things are left out.
     *
     * @param known keys of which a document of the monitor has at least one
     * @param encoding how its texts become those of the targets file
     */
    static List<Value> documents(Source source, Set<String> known, UnaryOperator<String> encoding)
            throws ImportException {
        Manifests manifests = new Manifests(known, encoding);
        manifests.read(source);
        return manifests.documents;
    }

    private void read(Source source) throws ImportException {
        for (Value document : Value.allOfYaml(source, encoding)) {
            if (!document.isNothing()) {
                unwrap(document);
            }
        }
    }

    private void unwrap(Value document) throws ImportException {
        Fields fields = document.isObject() ? document.fields("") : document.noFields();
        String kind = textOf(fields, "kind");
        Value config = fields.get("config");
        if (TEXTS.contains(kind)) {
            for (String key : List.of("data", "stringData")) {
                readTexts(fields.object(key), document.source());
            }
        } else if (kind.equals("List")) {
            for (Value item : fields.list("items")) {
                unwrap(item);
            }
        } else if (config != null && config.isObject() && !has(fields)) {
            documents.add(config);
        } else if (kind.isEmpty() || fields.get("apiVersion") == null || has(fields)) {
            documents.add(document);
        }
    }

    private boolean has(Fields fields) {
        return fields.all().keySet().stream().anyMatch(known::contains);
    }

    private static String textOf(Fields fields, String key) throws ImportException {
        Value value = fields.get(key);
        return value != null && value.isScalar() ? value.text() : "";
    }

    /** Each is a file; one that is no document of the monitor is passed over. */
    private void readTexts(Fields texts, String file) throws ImportException {
        for (Map.Entry<String, Value> text : texts.all().entrySet()) {
            if (!text.getKey().matches(".*\\.(?:ya?ml|json)")) {
                continue;
            }
            Source inner =
                    new Source(file + ": " + text.getKey(), text.getValue().raw());
            for (Value document : Value.allOfYaml(inner, encoding)) {
                boolean ours = document.isList() || (document.isObject() && has(document.fields("")));
                if (ours) {
                    documents.add(document);
                }
            }
        }
    }
}
