package io.nudger.http;

import io.nudger.check.Wording;
import java.io.IOException;
import java.time.Duration;

/** No connection stood within the time that connecting may take. */
final class ConnectTimeoutException extends IOException {
    private static final long serialVersionUID = 1;

    ConnectTimeoutException(Duration timeout) {
        super("none stood within the connect_timeout of " + Wording.time(timeout));
    }
}
