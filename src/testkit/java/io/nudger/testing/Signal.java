package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals to other processes. */
final class Signal {
    private Signal() {}

    /**
     * Sends one: {@code HUP}, {@code TERM}, {@code INT}, {@code STOP}, {@code CONT}, {@code KILL}.
     *
     * @throws IllegalStateException when there is no such process
     */
    static void send(String name, long pid) {
        if (!trySend(name, pid)) {
            throw new IllegalStateException("no signal " + name + " to process " + pid);
        }
    }

    /** As {@link #send}; false when there is no such process. */
    static boolean trySend(String name, long pid) {
        try {
            return new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
