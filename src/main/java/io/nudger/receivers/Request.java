package io.nudger.receivers;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it is sent. It holds secrets, and {@link #toString} shows none of it.
 *
 * @param method the method
 * @param url the whole URL
 * @param headers headers by lower-case name
 * @param body the body
 */
record Request(String method, String url, Map<String, String> headers, String body) {
    Request {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /** The request as text for people; JSON in lines, or with the reason why it is none. */
    String text() {
        StringBuilder text = new StringBuilder(method).append(' ').append(url).append('\n');
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.append('\n').append(body()).toString();
    }

    /** A body of this content type in the form that is easiest to read. */
    static String readable(String contentType, String body) {
        if (Form.of(contentType) != Form.JSON) {
            return body;
        }
        try {
            Object json = Json.decodeValue(body);
            if (json instanceof JsonObject object) {
                return object.encodePrettily();
            }
            return json instanceof JsonArray array ? array.encodePrettily() : body;
        } catch (DecodeException e) {
            return body.strip() + "\n\nThis is not valid JSON: " + e.getMessage();
        }
    }

    @Override
    public String toString() {
        return "Request[" + method + "]";
    }
}
