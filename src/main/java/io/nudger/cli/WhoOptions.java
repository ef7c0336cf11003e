package io.nudger.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who decides something, and why. */
final class WhoOptions {
    @Option(names = "--by", paramLabel = "NAME", description = "Who decides it; the user of this process by default.")
    private String who = System.getProperty("user.name", "somebody");

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; it stands beside it.")
    private @Nullable String note;

    String who() {
        return who;
    }

    @Nullable String note() {
        return note;
    }
}
