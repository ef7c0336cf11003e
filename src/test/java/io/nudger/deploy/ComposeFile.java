package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.strings;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file for docker compose.
 *
 * @param path the file
 * @param content what stands in it, with its merge keys merged
 */
record ComposeFile(Path path, JsonObject content) {
    static final List<ComposeFile> ALL = List.of(read("compose.yaml"), read("compose.cloud.yaml"));

    /** {@code ${NAME}}, {@code ${NAME:-default}} or {@code ${NAME:?message}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*)|:\\?[^}]*)?}");

    private static ComposeFile read(String name) {
        Path path = DeployFiles.DOCKER.resolve(name);
        return new ComposeFile(path, DeployFiles.yaml(path));
    }

    List<Service> services() {
        JsonObject services = content.getAsJsonObject("services");
        return services.keySet().stream()
                .map(name -> new Service(this, name, services.getAsJsonObject(name)))
                .toList();
    }

    /** The names of the volumes or networks that the file declares. */
    Set<String> declared(String section) {
        return content.has(section) ? content.getAsJsonObject(section).keySet() : Set.of();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** The value of each variable is its name in small letters, unless the file gives a default. */
    static String interpolate(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String otherwise = match.group(2);
            return Matcher.quoteReplacement(otherwise == null ? match.group(1).toLowerCase(Locale.ROOT) : otherwise);
        });
    }

    /**
     * One of the services.
     *
     * @param file the file it stands in
     * @param name its name
     * @param content what stands in the file about it
     */
    record Service(ComposeFile file, String name, JsonObject content) {
        /** Whether it runs nudger. */
        boolean isNudger() {
            return content.get("image").getAsString().contains("nudger");
        }

        /** What is mounted from the machine: the path in the container, and the path on the machine. */
        Map<String, Path> binds() {
            Map<String, Path> binds = new HashMap<>();
            for (String volume : strings(content, "volumes")) {
                String[] parts = volume.split(":", -1);
                if (parts[0].startsWith(".")) {
                    binds.put(parts[1], file.path.resolveSibling(parts[0]).normalize());
                }
            }
            return binds;
        }

        /** What is mounted from the machine at this path. */
        Path bind(String path) {
            Path bind = binds().get(path);
            if (bind == null) {
                throw new IllegalArgumentException(this + ": nothing is mounted at " + path);
            }
            return bind;
        }

        /** The variables that stand in the file itself. */
        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>();
            if (content.has("hostname")) {
                environment.put("HOSTNAME", interpolate(content.get("hostname").getAsString()));
            }
            if (content.has("environment")) {
                content.getAsJsonObject("environment")
                        .asMap()
                        .forEach((key, value) -> environment.put(key, interpolate(value.getAsString())));
            }
            return environment;
        }

        /** The files of variables. */
        List<Path> environmentFiles() {
            return DeployFiles.elements(content, "env_file").stream()
                    .map(each -> each instanceof JsonObject file ? file.get("path") : each)
                    .map(JsonElement::getAsString)
                    .map(name -> file.path.resolveSibling(name).normalize())
                    .toList();
        }

        @Override
        public String toString() {
            return file + " " + name;
        }
    }
}
