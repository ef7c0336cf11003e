package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server of a target is reached. Most targets share {@link #DEFAULT}.
 *
 * @param ipVersion which of its addresses are connected to
 * @param connectTimeout how long connecting may take, all addresses together; null for as long as the whole check
 */
public record ConnectionSpec(IpVersion ipVersion, @Nullable Duration connectTimeout) {
    /** As a new visitor reaches it. */
    public static final ConnectionSpec DEFAULT = new ConnectionSpec(IpVersion.AUTO, null);

    public ConnectionSpec {
        requireNonNull(ipVersion, "ipVersion");
    }
}
