package io.nudger.testing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One request that the {@link Playground} received, and what became of it. */
public final class Visit {
    private final String uri;
    private final Instant receivedAt;
    private volatile @Nullable Ending ending;

    Visit(String uri, Instant receivedAt) {
        this.uri = uri;
        this.receivedAt = receivedAt;
    }

    /** Path and query, as requested. */
    public String uri() {
        return uri;
    }

    /** When the head of the request was read. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** How it ended; null while it has not. */
    public @Nullable Ending ending() {
        return ending;
    }

    /** The first ending counts. */
    void end(String kind) {
        if (ending == null) {
            ending = new Ending(Instant.now(), kind);
        }
    }

    @Override
    public String toString() {
        return receivedAt + " " + uri + " " + ending;
    }

    /**
     * The end of a visit.
     *
     * @param at when the last byte was handed to the network, or the connection was gone
     * @param kind the status code of a complete answer; {@code cut} when the playground broke it off; {@code left} when
     *     the visitor did
     */
    public record Ending(Instant at, String kind) {}
}
