package io.nudger.testing;

/** A server that tests use, wherever it runs. */
public interface Service extends AutoCloseable {
    /** Stops it in an orderly way; address and data stay its own. Only for one of the caller's own. */
    void stop();

    /** Starts it again where it was, with the data it has. Only for one of the caller's own. */
    void start();

    @Override
    void close();
}
