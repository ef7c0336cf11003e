package io.nudger.cli;

import io.nudger.config.Match;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that selects targets. */
final class SelectorOption {
    @Option(
            names = "--match",
            required = true,
            split = ",",
            paramLabel = "KEY=VALUE",
            description =
                    "The targets: name=..., group=..., or a label such as team=web; * stands for any characters. All"
                            + " have to fit. May be repeated.")
    private List<String> match = new ArrayList<>();

    /** What it selects. */
    Match match(CommandSpec spec) {
        return match(spec, match);
    }

    /** What conditions of this form select; all targets when there are none. */
    static Match match(CommandSpec spec, List<String> match) {
        try {
            return Match.of(match);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
