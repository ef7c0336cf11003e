package io.nudger.http;

import java.io.IOException;

/** The server was offered HTTP/2 alone, and does not speak it. */
final class NoHttp2Exception extends IOException {
    private static final long serialVersionUID = 1;

    NoHttp2Exception() {
        super("no HTTP/2");
    }
}
