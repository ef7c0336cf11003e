package io.nudger.evaluate;

import io.vertx.core.MultiMap;
import java.net.URI;

/** A complete answer, as far as it can be evaluated. */
public interface ResponseView {
    /** The status code. */
    int statusCode();

    /** The code, with its text if there is one: {@code 503 Service Unavailable}. */
    String status();

    /** The version of HTTP: {@code HTTP/1.1}, {@code HTTP/2}. */
    String protocol();

    /** The headers. */
    MultiMap headers();

    /** How many bytes of the body were received, before any of them was decoded. */
    long bodyBytes();

    /** The body, decoded. Takes time in proportion to its length. */
    String bodyText();

    /** Where it came from, after all redirects. */
    String url();

    /** Whether that is this URL, in whichever way that is written. */
    boolean isOf(URI url);
}
