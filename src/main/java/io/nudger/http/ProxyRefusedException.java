package io.nudger.http;

import java.io.IOException;

/** A proxy did not let a request through. */
final class ProxyRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    ProxyRefusedException(String answer) {
        super(answer);
    }
}
