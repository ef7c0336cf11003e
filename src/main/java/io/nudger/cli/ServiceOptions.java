package io.nudger.cli;

import io.nudger.app.Run;
import io.nudger.config.Configuration;
import io.nudger.config.OptionSettings;
import io.nudger.config.SettingsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands with the options of http-nudger share: where Kafka is, where they answer, and how they run. */
final class ServiceOptions {
    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where /health and /metrics are served (default: a free one, see the log).")
    private String httpPort = "0";

    /** The topic; null when the command line names none. */
    @Nullable String topic() {
        return kafka.topic();
    }

    /** Adds what the options say. */
    void addTo(OptionSettings settings) {
        kafka.addTo(settings);
        settings.set("--http-port", OptionSettings.literal(httpPort), List.of("http", "port"));
    }

    /**
     * Runs until the process is stopped.
     *
     * @param settings what the command line says, given the environment
     */
    Integer run(Function<Environment, OptionSettings> settings) throws InvalidConfigException, InterruptedException {
        return new Run(loader -> read(loader, settings.apply(Environment.ofProcess()))).call();
    }

    private Configuration read(SettingsLoader loader, OptionSettings settings) throws InvalidConfigException {
        Configuration configuration = loader.load(settings);
        kafka.reportPlaintext();
        return configuration;
    }
}
