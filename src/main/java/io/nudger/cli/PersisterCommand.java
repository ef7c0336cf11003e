package io.nudger.cli;

import io.nudger.config.OptionSettings;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nudger persister}: Kafka to PostgreSQL until the process is stopped, with the options of http-nudger. */
@Command(
        name = "persister",
        customSynopsis = "java -jar nudger-fat.jar persister [OPTION...]",
        description = {
            "Store results from Kafka in PostgreSQL until stopped, with the options of http-nudger.",
            "For all settings there is -conf FILE."
        },
        footer = {
            "",
            "Example: export $(cat kafka.env postgres.env); java -jar nudger-fat.jar persister",
            "",
            "Better than on the command line, where others see it, stands the password in PG_PASSWORD.",
            "Records that cannot be read go to the topic TOPIC.dead.",
            "Exit status: 0 stopped as asked, 1 could not go on, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class PersisterCommand implements Callable<Integer> {
    private static final String GROUP = "http-nudger-url-statuses";
    private static final String HOST = "localhost";
    private static final String PORT = "5432";
    private static final String DATABASE = "http-nudger";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--kafka-consumer-group",
            paramLabel = "GROUP",
            description = "The consumer group to join (default: " + GROUP + ").")
    private String group = GROUP;

    @Option(
            names = "--postgres-host",
            paramLabel = "HOST",
            description = "Where PostgreSQL is, or PG_HOST (default: " + HOST + ").")
    private @Nullable String host;

    @Option(
            names = "--postgres-port",
            paramLabel = "PORT",
            description = "Its port, or PG_PORT (default: " + PORT + ").")
    private @Nullable String port;

    @Option(
            names = "--postgres-db",
            paramLabel = "NAME",
            description = "The database, or PG_DB (default: " + DATABASE + ").")
    private @Nullable String database;

    @Option(names = "--postgres-user", paramLabel = "USER", description = "Who connects; required, or PG_USER.")
    private @Nullable String user;

    @Option(
            names = "--postgres-password",
            paramLabel = "PASSWORD",
            description = "The password; required, or PG_PASSWORD.")
    private @Nullable String password;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        return service.run(this::settings);
    }

    /** What the command line and these variables say. */
    OptionSettings settings(Environment environment) {
        OptionSettings settings = new OptionSettings(environment);
        settings.set("persister", "roles", "[0]");
        service.addTo(settings);
        settings.set("--kafka-consumer-group", OptionSettings.literal(group), List.of("kafka", "group"));
        String uri = "postgresql://" + inUri(settings.value(host, "PG_HOST", HOST)) + ":"
                + settings.port("--postgres-port", port, "PG_PORT", PORT) + "/"
                + encoded(settings.value(database, "PG_DB", DATABASE));
        settings.set("--postgres-host", OptionSettings.literal(uri), List.of("postgres", "uri"));
        settings.require("--postgres-user", user, "PG_USER", "postgres", "user");
        settings.require("--postgres-password", password, "PG_PASSWORD", "postgres", "password");
        String deadLetters = settings.value(service.topic(), "KAFKA_TOPIC", "") + ".dead";
        settings.set("--kafka-topic", OptionSettings.literal(deadLetters), List.of("kafka", "dead_letter_topic"));
        return settings;
    }

    private static String inUri(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
