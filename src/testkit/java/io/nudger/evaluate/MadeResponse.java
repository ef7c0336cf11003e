package io.nudger.evaluate;

import io.vertx.core.MultiMap;
import java.net.URI;

/** An answer in HTTP/1.1 that never went over a wire. */
record MadeResponse(int statusCode, String status, MultiMap headers, long bodyBytes, String bodyText)
        implements ResponseView {
    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String url() {
        return "http://a.test/";
    }

    @Override
    public boolean isOf(URI url) {
        return url.toString().equals(url());
    }
}
