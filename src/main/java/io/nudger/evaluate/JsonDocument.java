package io.nudger.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that came from a stranger into maps, lists, texts, numbers and booleans, with bounds on its depth, on the
 * number of its values and on the time it takes.
 */
final class JsonDocument {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NUMBER = 64;

    /** A value takes two bytes in a body and some forty in memory. */
    private static final int MAX_VALUES = 1_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Interned names stay in memory for good, and a stranger may send any.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser in;
    private final TimeLimit limit;
    private int values;

    /** It is no JSON, or more of it than is read. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    private JsonDocument(JsonParser in, TimeLimit limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * The value that the text is.
     *
     * @throws MalformedException when it is none; the message says why
     */
    static @Nullable Object parse(String text, TimeLimit limit) throws MalformedException {
        try (JsonParser in = JSON.createParser(text)) {
            JsonDocument document = new JsonDocument(in, limit);
            if (in.nextToken() == null) {
                throw new MalformedException("it is empty");
            }
            Object value = document.value();
            if (in.nextToken() != null) {
                throw new MalformedException("something follows after its end");
            }
            return value;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            throw new MalformedException(where + e.getOriginalMessage());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new MalformedException("it has a number that is beyond all measure");
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private @Nullable Object value() throws IOException, MalformedException {
        limit.step();
        if (++values > MAX_VALUES) {
            throw new MalformedException("it has more than " + MAX_VALUES + " values");
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getNumberValue();
            case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedException("it ends too early");
        };
    }

    private Map<String, @Nullable Object> object() throws IOException, MalformedException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            object.put(name, value());
        }
        return object;
    }

    private List<@Nullable Object> array() throws IOException, MalformedException {
        List<@Nullable Object> array = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }
}
