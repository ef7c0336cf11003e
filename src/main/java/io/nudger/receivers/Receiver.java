package io.nudger.receivers;

import io.vertx.core.Future;

/** Where notices go. The methods are called on an event loop. */
public interface Receiver extends AutoCloseable {
    /** Its name in the file of alerts. */
    String name();

    /**
     * Sends a notice once; the same one may be sent again. The future does not fail, and completes within the timeout of the
     * receiver.
     */
    Future<Delivery> send(Notice notice);

    /**
     * Whether it wants to hear every 30 seconds of everything that is firing, and for some minutes of what has ended, and so
     * needs no notice that waits until it is accepted: Alertmanager does.
     */
    default boolean wantsEverything() {
        return false;
    }

    /** What would be sent, with secrets masked, as text for people. */
    String preview(Notice notice);

    @Override
    void close();
}
