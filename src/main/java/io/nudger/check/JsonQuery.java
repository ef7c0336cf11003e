package io.nudger.check;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;

/** A JSONPath: which values of a document are meant. Two are equal when they are written alike. */
public final class JsonQuery {
    private final String text;
    private final JsonPath path;

    private JsonQuery(String text, JsonPath path) {
        this.text = text;
        this.path = path;
    }

    /**
     * Reads a path such as {@code $.status}.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static JsonQuery parse(String text) {
        try {
            return new JsonQuery(text, JsonPath.compile(text));
        } catch (JsonPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The path, ready to be evaluated. */
    public JsonPath path() {
        return path;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonQuery query && text.equals(query.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it is configured. */
    @Override
    public String toString() {
        return text;
    }
}
