package io.nudger.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that nudger is deployed with. */
final class DeployFiles {
    static final Path DOCKER = Path.of("docker");
    static final Path KUBERNETES = Path.of("k8s");
    static final Path TERRAFORM = Path.of("terraform");

    private DeployFiles() {}

    /** All files below the directory whose names end like this, in the order of their paths. */
    static List<Path> below(Path directory, String suffix) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only document of a YAML file; a key that stands twice is an error. */
    static JsonObject yaml(Path file) {
        List<JsonObject> documents = documents(text(file));
        if (documents.size() != 1) {
            throw new IllegalArgumentException(file + ": wanted one document, found " + documents.size());
        }
        return documents.get(0);
    }

    /** All documents of a YAML text; a key that stands twice is an error. */
    static List<JsonObject> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Gson gson = new Gson();
        List<JsonObject> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(options))
                .loadAll(yaml)
                .forEach(document -> documents.add(gson.toJsonTree(document).getAsJsonObject()));
        return documents;
    }

    static JsonObject json(Path file) {
        return JsonParser.parseString(text(file)).getAsJsonObject();
    }

    /** The texts in the array with this name; none when there is no such array. */
    static List<String> strings(JsonObject object, String name) {
        return elements(object, name).stream().map(JsonElement::getAsString).toList();
    }

    /** The objects in the array with this name; none when there is no such array. */
    static List<JsonObject> objects(JsonObject object, String name) {
        return elements(object, name).stream().map(JsonElement::getAsJsonObject).toList();
    }

    /** The array with this name; empty when there is no such array. */
    static List<JsonElement> elements(JsonObject object, String name) {
        return object.has(name) ? object.getAsJsonArray(name).asList() : List.of();
    }
}
