package io.nudger.testing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was opened when the JVM is asked to end, whoever asks: the last one first, each when the one before is
 * through. Shutdown hooks of their own would close all at once.
 */
final class OnExit {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean ending;
    private volatile int status;

    private OnExit() {}

    /** One that begins when the JVM ends. An end that was asked for, by Ctrl-C or SIGTERM, is a success: status 0. */
    static OnExit create() {
        OnExit onExit = new OnExit();
        Runtime.getRuntime().addShutdownHook(new Thread(onExit::end, "end"));
        return onExit;
    }

    /** Remembers this; when the end has begun already, closes it at once. */
    <T extends AutoCloseable> T close(T closeable) {
        synchronized (this) {
            if (!ending) {
                opened.push(closeable);
                return closeable;
            }
        }
        closeQuietly(closeable);
        return closeable;
    }

    /** Whether the JVM is ending. */
    synchronized boolean hasBegun() {
        return ending;
    }

    /** Ends the JVM because of this; does nothing when the end has begun already, and this is what comes of it. */
    void fail(String why) {
        if (hasBegun()) {
            return;
        }
        System.err.println(why);
        status = 1;
        System.exit(status);
    }

    private void end() {
        synchronized (this) {
            ending = true;
        }
        opened.forEach(OnExit::closeQuietly);
        Runtime.getRuntime().halt(status);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.err.println("not closed cleanly: " + e.getMessage());
        }
    }
}
