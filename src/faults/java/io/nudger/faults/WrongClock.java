package io.nudger.faults;

import io.nudger.testing.NudgerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A clock for one process that can be set while it runs: libfaketime, a Debian package of its own, answers in the place
 * of the system. The monotonic clock, by which Java waits, stays true, as it does on a real machine.
 */
final class WrongClock {
    private static final Optional<Path> LIBRARY = List.of("x86_64-linux-gnu", "aarch64-linux-gnu").stream()
            .map(machine -> Path.of("/usr/lib", machine, "faketime", "libfaketimeMT.so.1"))
            .filter(Files::exists)
            .findFirst();

    private final Path file;

    private WrongClock(Path file) {
        this.file = file;
    }

    static boolean isPossible() {
        return LIBRARY.isPresent();
    }

    /** One that is right at first, and reads this file. */
    static WrongClock at(Path file) {
        WrongClock clock = new WrongClock(file);
        clock.set(Duration.ZERO);
        return clock;
    }

    /** Within a second it goes ahead by this. */
    void set(Duration ahead) {
        try {
            Files.writeString(file, "+" + ahead.toSeconds() + "s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same process with this clock. */
    NudgerProcess.Launch on(NudgerProcess.Launch launch) {
        return launch.env("LD_PRELOAD", LIBRARY.orElseThrow().toString())
                .env("FAKETIME_TIMESTAMP_FILE", file.toString())
                .env("FAKETIME_CACHE_DURATION", "1")
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
}
