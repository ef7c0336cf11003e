package io.nudger.check;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of an exchange went, summed over its redirects. A phase that was not measured is null: it was not
 * reached, or does not exist (no {@code tls} for plain HTTP). Whole microseconds.
 *
 * @param resolve from the question for the host name to its address
 * @param connect from the first packet to the established TCP connection
 * @param tls the TLS handshake
 * @param processing from the request written to the first byte of the response
 * @param transfer from the first byte of the response to its end
 */
public record Phases(
        @Nullable Duration resolve,
        @Nullable Duration connect,
        @Nullable Duration tls,
        @Nullable Duration processing,
        @Nullable Duration transfer) {
    /** Nothing was measured. */
    public static final Phases NONE = new Phases(null, null, null, null, null);

    public Phases {
        resolve = Micros.truncate(resolve);
        connect = Micros.truncate(connect);
        tls = Micros.truncate(tls);
        processing = Micros.truncate(processing);
        transfer = Micros.truncate(transfer);
    }
}
