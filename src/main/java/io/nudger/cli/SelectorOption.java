package io.nudger.cli;

import io.nudger.config.Glob;
import io.nudger.config.Match;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, Glob> labels = new HashMap<>();
        List<Glob> names = new ArrayList<>();
        List<Glob> groups = new ArrayList<>();
        for (String condition : match) {
            int equals = condition.indexOf('=');
            if (equals < 1 || equals == condition.length() - 1) {
                throw new ParameterException(
                        spec.commandLine(), "--match: wanted KEY=VALUE, such as team=web, found \"" + condition + "\"");
            }
            String key = condition.substring(0, equals);
            Glob form = Glob.of(condition.substring(equals + 1));
            switch (key) {
                case "name" -> names.add(form);
                case "group" -> groups.add(form);
                default -> labels.put(key, form);
            }
        }
        return new Match(labels, names, groups, List.of());
    }
}
