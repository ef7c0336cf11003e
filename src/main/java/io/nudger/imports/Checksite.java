package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** checksite: its variables, from {@code config.env} or from a command line that sets them. */
final class Checksite implements Importer {
    private static final Duration DELAY = Duration.ofSeconds(60);
    private static final Pattern COMMAND = Pattern.compile(
            ".*(?:checksite-cli(?:\\.py)?|checksite)\\s+producer\\b.*|"
                    + "\\s*docker(?:-compose)?\\s.*\\s(?:-e|--env)[\\s=].*",
            Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("(?:--env=)?(CK_\\w+)=(.*)", Pattern.DOTALL);

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark(
                "checksite stored what it saw and evaluated nothing. Here a status other than 2xx is down (see");
        translation.remark("expect.status), and so is a page in which regexp finds nothing.");
        translation.remark("checksite waited for an answer without an end; nudger waits for timeout, 5s unless set.");
        for (Source source : sources) {
            for (Map<String, String> variables : sites(source)) {
                read(variables, source.name(), translation);
            }
        }
    }

    /** The variables of each site: of each command line, or of the file as a whole. */
    private static List<Map<String, String>> sites(Source source) throws ImportException {
        String text = source.text();
        List<Map<String, String>> sites = new ArrayList<>();
        String joined = text.replace("\\\n", " ");
        if (!joined.lines().anyMatch(line -> COMMAND.matcher(line).matches())) {
            return List.of(EnvFile.read(text));
        }
        Map<String, String> exported = new LinkedHashMap<>();
        for (Shell.Command command : Shell.commands(source)) {
            Map<String, String> own = new LinkedHashMap<>(exported);
            command.words().stream()
                    .map(VARIABLE::matcher)
                    .filter(Matcher::matches)
                    .forEach(variable -> own.put(variable.group(1), variable.group(2)));
            if (command.words().stream().allMatch(word -> word.equals("export") || word.startsWith("CK_"))) {
                exported.putAll(own);
            } else if (own.containsKey("CK_SITE_URL")) {
                sites.add(own);
            }
        }
        return sites.isEmpty() ? List.of(exported) : sites;
    }

    private static void read(Map<String, String> variables, String source, Translation translation)
            throws ImportException {
        String url = variables.getOrDefault("CK_SITE_URL", "");
        if (url.isEmpty()) {
            throw new ImportException(source + ": CK_SITE_URL: wanted a URL, found nothing");
        }
        Draft draft = translation.target(url);
        draft.url(url);
        String delay = variables.get("CK_CHECK_DELAY");
        Duration interval = delay == null || delay.isEmpty() ? DELAY : Durations.times(Duration.ofSeconds(1), delay);
        if (interval == null) {
            String message = ": CK_CHECK_DELAY: wanted a number of seconds, found \"" + delay + "\"";
            throw new ImportException(source + message);
        }
        draft.interval(interval);
        String regexp = variables.getOrDefault("CK_CONTENT_REGEX", "");
        if (!regexp.isEmpty()) {
            draft.regexp(Regexps.dotAll(regexp));
        }
        setting(variables, "CK_KAFKA_SERVERS", true, "kafka.client: bootstrap.servers", translation);
        String topic = "kafka.topic; take a new one, as nudger's records have another form";
        setting(variables, "CK_KAFKA_TOPIC", true, topic, translation);
        String files = "kafka.client: ssl.truststore.certificates, ssl.keystore.certificate.chain, ssl.keystore.key,"
                + " each as ${file:...}";
        setting(variables, "CK_KAFKA_SSL", true, files, translation);
        String uri = "postgres.uri, without user and password: postgres.user, postgres.password";
        setting(variables, "CK_POSTGRESQL_URL", false, uri, translation);
    }

    private static void setting(
            Map<String, String> variables, String name, boolean shown, String now, Translation translation) {
        @Nullable String value = variables.get(name);
        if (value != null && !value.isEmpty()) {
            translation.setting(name, shown ? value : null, now);
        }
    }
}
