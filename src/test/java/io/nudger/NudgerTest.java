package io.nudger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class NudgerTest {
    static Stream<String> commands() {
        return Nudger.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsTheSameWithoutTheOthers(String name) {
        assertThat(usage(Nudger.commandLineFor(name, "--help"), name)).isEqualTo(usage(Nudger.commandLine(), name));
    }

    @Test
    void onlyTheCommandThatIsAskedForIsDescribed() {
        assertThat(Nudger.commandLineFor("check", "https://example.com/")
                        .getSubcommands()
                        .keySet())
                .isEqualTo(Set.of("check"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "completion", "chekc", "--help"})
    void whatIsAboutOtherCommandsKnowsAllOfThem(String word) {
        assertThat(Nudger.commandLineFor(word).getSubcommands())
                .hasSameSizeAs(Nudger.commandLine().getSubcommands());
    }

    private static String usage(CommandLine nudger, String name) {
        return requireNonNull(nudger.getSubcommands().get(name)).getUsageMessage();
    }
}
