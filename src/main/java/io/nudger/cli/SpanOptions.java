package io.nudger.cli;

import io.nudger.consume.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The end of a span of time that commands share; the beginning is theirs. */
final class SpanOptions {
    @Option(
            names = "--to",
            paramLabel = "T",
            converter = Moment.class,
            description = "Before this time; the end of the topic by default.")
    private @Nullable Instant to;

    /** The span from there on. */
    Span from(Instant from, CommandSpec command) {
        if (to != null && !from.isBefore(to)) {
            throw new ParameterException(command.commandLine(), "--from " + from + " must lie before --to " + to);
        }
        return new Span(from, to);
    }
}
