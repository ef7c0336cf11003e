package io.nudger.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The description of the API, and what answers have to be by it. */
final class Contract {
    private static final String LOCAL = "#/";

    private final JsonObject document;
    /** What answers were held against: path and status, or its stand-in. */
    private final Set<String> seen = new TreeSet<>();

    Contract() {
        try (InputStream file = Objects.requireNonNull(PublicApi.class.getResourceAsStream("openapi.yaml"))) {
            Map<String, Object> yaml = new Yaml().load(file);
            document = new JsonObject(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its paths. */
    Set<String> paths() {
        return document.getJsonObject("paths").fieldNames();
    }

    /** What is wrong with the description itself. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (String path : paths()) {
            JsonObject operation = operation(path);
            if (!ids.add(String.valueOf(operation.getString("operationId")))) {
                faults.add(path + ": its operationId stands twice");
            }
            for (String key : List.of("summary", "tags", "responses")) {
                if (!operation.containsKey(key)) {
                    faults.add(path + ": no " + key);
                }
            }
            if (!operation.getJsonObject("responses").fieldNames().containsAll(Set.of("200", "default"))) {
                faults.add(path + ": wanted the responses 200 and default");
            }
            long named = operation.getJsonArray("parameters", new JsonArray()).stream()
                    .map(parameter -> resolve((JsonObject) parameter))
                    .filter(parameter -> parameter.getString("in").equals("path"))
                    .filter(parameter -> path.contains("{" + parameter.getString("name") + "}"))
                    .count();
            if (named != path.chars().filter(letter -> letter == '{').count()) {
                faults.add(path + ": its parameters are not those of the path");
            }
        }
        references(document, faults);
        return faults;
    }

    private void references(Object node, List<String> faults) {
        if (node instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference && at(reference) == null) {
                faults.add(reference + " leads nowhere");
            }
            object.forEach(entry -> references(entry.getValue(), faults));
        } else if (node instanceof JsonArray array) {
            array.forEach(item -> references(item, faults));
        }
    }

    /** Which responses of these statuses no answer was held against, but for those that stand for all others. */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>();
        for (String path : paths()) {
            for (String status : operation(path).getJsonObject("responses").fieldNames()) {
                unseen.add(path + " " + status);
            }
        }
        unseen.removeAll(seen);
        return unseen;
    }

    /** What is wrong with an answer; null when nothing is. */
    @Nullable String fault(String request, HttpResponse<Buffer> answer) {
        String path = template(request);
        if (path == null) {
            return "no path fits " + request;
        }
        JsonObject responses = operation(path).getJsonObject("responses");
        String status = Integer.toString(answer.statusCode());
        String named = responses.containsKey(status) ? status : "default";
        seen.add(path + " " + named);
        JsonObject response = resolve(responses.getJsonObject(named));
        if (named.equals("default") && answer.statusCode() < 400) {
            return status + " stands for nothing that is wrong";
        }
        for (Map.Entry<String, Object> header : response.getJsonObject("headers", new JsonObject())) {
            if (((JsonObject) header.getValue()).getBoolean("required", false)
                    && answer.getHeader(header.getKey()) == null) {
                return status + ": no header " + header.getKey();
            }
        }
        String type = String.valueOf(answer.getHeader("content-type")).split(";", 2)[0];
        JsonObject content = response.getJsonObject("content").getJsonObject(type);
        if (content == null) {
            return status + ": unknown content type " + type;
        }
        return type.contains("json") ? invalid(content.getJsonObject("schema"), answer.body()) : null;
    }

    private @Nullable String invalid(JsonObject schema, Buffer body) {
        // A copy: the validator writes into it.
        JsonObject whole = new JsonObject()
                .put("allOf", new JsonArray().add(schema.copy()))
                .put("components", document.getJsonObject("components").copy());
        OutputUnit unit = Validator.create(
                        JsonSchema.of(whole),
                        new JsonSchemaOptions()
                                .setDraft(Draft.DRAFT202012)
                                .setBaseUri("https://nudger.example")
                                .setOutputFormat(OutputFormat.Basic))
                .validate(Json.decodeValue(body));
        return unit.getValid() ? null : String.valueOf(unit.getErrors());
    }

    private @Nullable String template(String request) {
        String asked = request.replaceFirst("\\?.*", "");
        for (String path : paths()) {
            String form = Pattern.compile("\\{[a-z]+}")
                    .matcher(path.replace(".", "\\."))
                    .replaceAll("[^/]+");
            if (asked.equals(path) || (asked.matches(form) && !paths().contains(asked))) {
                return path;
            }
        }
        return null;
    }

    private JsonObject operation(String path) {
        return document.getJsonObject("paths").getJsonObject(path).getJsonObject("get");
    }

    private JsonObject resolve(JsonObject node) {
        String reference = node.getString("$ref");
        return reference == null ? node : Objects.requireNonNull(at(reference), reference);
    }

    private @Nullable JsonObject at(String reference) {
        JsonObject node = reference.startsWith(LOCAL) ? document : null;
        for (String step : reference.substring(LOCAL.length()).split("/", -1)) {
            node = node == null ? null : node.getJsonObject(step);
        }
        return node;
    }
}
