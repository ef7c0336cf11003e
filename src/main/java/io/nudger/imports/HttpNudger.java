package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * http-nudger: its command lines, from a script, or from the {@code args} and {@code command} of containers in a manifest
 * of Kubernetes or docker-compose.
 */
final class HttpNudger implements Importer {
    private static final String WANTED = "wanted a command such as http-nudger monitor --period 30 URL";
    private static final String TOPIC = "kafka.topic; take a new one, as nudger's records have another form";

    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern MANIFEST = Pattern.compile("(?m)^\\s*(?:apiVersion|kind|services)\\s*:");
    private static final Pattern PARTS = Pattern.compile("(?m)^---\\s*$");
    private static final Set<String> TARGET_OPTIONS = Set.of("--period", "--timeout", "--regexp");

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark(
                "http-nudger stored what it saw and evaluated nothing. Here a status other than 2xx is down (see");
        translation.remark("expect.status), and so is a page in which regexp finds nothing.");
        for (Source source : sources) {
            boolean manifest = MANIFEST.matcher(source.text()).find();
            if (manifest ? !readManifest(source, translation) : !readScript(source, translation)) {
                throw new ImportException(source.name() + ": " + WANTED + ", found none");
            }
        }
    }

    private static boolean readScript(Source source, Translation translation) throws ImportException {
        boolean found = false;
        for (Shell.Command command : Shell.commands(source)) {
            String place = source.name() + ":" + command.line();
            List<String> own = afterProgram(command.words());
            boolean variables = settings(command.assignments(), translation);
            if (!own.isEmpty()) {
                found |= readCommand(own, place, "", translation);
            } else if (!variables) {
                translation.notCarriedOver(place + ", a command that is none of http-nudger's");
            }
        }
        return found;
    }

    private static boolean readManifest(Source source, Translation translation) throws ImportException {
        boolean found = false;
        String before = "";
        for (String part : PARTS.split(source.text(), -1)) {
            // The lines before stay as empty ones, so that messages say the line of the file.
            Value document = Value.ofYaml(new Source(source.name(), before + part));
            before += part.replaceAll("[^\\n]", "");
            for (Value object : document.objects()) {
                found |= readContainer(object.fields("an object"), source, translation);
            }
        }
        return found;
    }

    private static boolean readContainer(Fields container, Source source, Translation translation)
            throws ImportException {
        List<String> words = new ArrayList<>();
        Value first = null;
        for (String key : List.of("command", "args")) {
            Value value = container.get(key);
            if (value == null || value.isObject()) {
                continue;
            }
            first = first == null ? value : first;
            if (value.isList()) {
                for (Value item : value.items("a list of words")) {
                    words.add(item.isNothing() ? "" : item.text());
                }
            } else {
                Source line = new Source(source.name(), References.plain(value.text()));
                Shell.commands(line).forEach(command -> words.addAll(command.words()));
            }
        }
        List<String> own = words.isEmpty() || words.get(0).matches("monitor|persister") ? words : afterProgram(words);
        if (first == null || own.isEmpty()) {
            return false;
        }
        Value name = container.get("name");
        String wish = name == null || !name.isScalar() ? "" : name.text().replaceFirst("^http-nudger-", "");
        return readCommand(own, source.name() + ":" + first.line(), wish, translation);
    }

    /** The words from {@code monitor} or {@code persister} on; none when it is another command. */
    private static List<String> afterProgram(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).matches("(?:.*/)?http[-_]nudger(?::.*)?")) {
                List<String> own = words.subList(i + 1, words.size());
                return own.size() > 1 && own.get(0).equals("--debug") ? own.subList(1, own.size()) : own;
            }
        }
        return List.of();
    }

    /** Reads a command; whether it was a monitor's. */
    private static boolean readCommand(List<String> words, String place, String wish, Translation translation)
            throws ImportException {
        Map<String, String> known = settingsByOption();
        Set<String> options = new HashSet<>(known.keySet());
        options.addAll(TARGET_OPTIONS);
        Arguments arguments = Arguments.of(words.subList(1, words.size()), options, Set.of("--debug"), place);
        arguments.options().forEach((option, value) -> {
            if (known.containsKey(option)) {
                translation.setting(option, shown(option, value), known.getOrDefault(option, ""));
            }
        });
        if (!words.get(0).equals("monitor")) {
            return false;
        }
        if (arguments.rest().size() != 1) {
            String found =
                    arguments.rest().isEmpty() ? "none" : arguments.rest().size() + " words that are no option";
            throw new ImportException(place + ": wanted one URL, found " + found);
        }
        target(arguments, place, wish, translation);
        return true;
    }

    private static void target(Arguments arguments, String place, String wish, Translation translation)
            throws ImportException {
        String url = arguments.rest().get(0);
        Draft draft = wish.isEmpty() ? translation.target(url) : translation.target(wish, url);
        draft.url(url);
        draft.interval(seconds(arguments, "--period", PERIOD, place));
        draft.timeout(seconds(arguments, "--timeout", TIMEOUT, place));
        String regexp = arguments.options().getOrDefault("--regexp", "");
        if (!regexp.isEmpty()) {
            draft.regexp(regexp);
        }
    }

    private static Duration seconds(Arguments arguments, String option, Duration otherwise, String place)
            throws ImportException {
        String text = arguments.options().get(option);
        Duration duration = text == null ? otherwise : Durations.times(Duration.ofSeconds(1), text);
        if (duration == null) {
            throw new ImportException(place + ": " + option + ": wanted a number of seconds, found \"" + text + "\"");
        }
        return duration;
    }

    /** Reports the variables that http-nudger knows; returns whether there were any variables at all. */
    private static boolean settings(Map<String, String> variables, Translation translation) {
        Map<String, String> known = new LinkedHashMap<>();
        known.put("KAFKA_BOOTSTRAP_SERVERS", "kafka.client: bootstrap.servers, as ${KAFKA_BOOTSTRAP_SERVERS}");
        known.put("KAFKA_TOPIC", TOPIC);
        known.put("PG_HOST", "postgres.uri, as ${PG_HOST}");
        known.put("PG_PORT", "postgres.uri, as ${PG_PORT}");
        known.put("PG_DB", "postgres.uri, as ${PG_DB}");
        known.put("PG_USER", "postgres.user, as ${PG_USER}");
        known.put("PG_PASSWORD", "postgres.password, as ${PG_PASSWORD}");
        known.forEach((name, now) -> {
            String value = variables.get(name);
            if (value != null) {
                translation.setting(name, shown(name, value), now);
            }
        });
        return !variables.isEmpty();
    }

    private static Map<String, String> settingsByOption() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("--kafka-bootstrap-servers", "kafka.client: bootstrap.servers");
        settings.put("--kafka-topic", TOPIC);
        settings.put("--kafka-key", "kafka.client: ssl.keystore.key, as ${file:...}");
        settings.put("--kafka-cert", "kafka.client: ssl.keystore.certificate.chain, as ${file:...}");
        settings.put("--kafka-ca", "kafka.client: ssl.truststore.certificates, as ${file:...}");
        settings.put("--kafka-consumer-group", "kafka.group");
        settings.put("--postgres-host", "postgres.uri");
        settings.put("--postgres-port", "postgres.uri");
        settings.put("--postgres-db", "postgres.uri");
        settings.put("--postgres-user", "postgres.user");
        settings.put("--postgres-password", "postgres.password");
        return settings;
    }

    private static @Nullable String shown(String option, String value) {
        return option.toLowerCase(Locale.ROOT).contains("password") ? null : value;
    }
}
