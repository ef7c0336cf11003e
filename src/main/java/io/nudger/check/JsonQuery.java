package io.nudger.check;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;

/** A JSONPath: which values of a document are meant. Two are equal when they are written alike. */
public final class JsonQuery {
    private static final String LENGTH = ".length()";

    private final String text;
    private final JsonPath path;
    private final boolean length;

    private JsonQuery(String text, JsonPath path, boolean length) {
        this.text = text;
        this.path = path;
        this.length = length;
    }

    /**
     * Reads a path such as {@code $.status}.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static JsonQuery parse(String text) {
        try {
            JsonPath whole = JsonPath.compile(text);
            // Of a text the library knows no length.
            boolean length = text.endsWith(LENGTH) && whole.isDefinite();
            int end = text.length() - LENGTH.length();
            return new JsonQuery(text, length ? JsonPath.compile(text.substring(0, end)) : whole, length);
        } catch (JsonPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whether not the value itself is meant, but its length: items of a list, keys of an object, characters of a text. */
    public boolean isLength() {
        return length;
    }

    /** The path, ready to be evaluated; that of the value whose length is meant. */
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
