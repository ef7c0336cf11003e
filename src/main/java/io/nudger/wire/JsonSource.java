package io.nudger.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.nudger.check.Text;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads JSON: every field in its type, null as absent, unknown fields passed over. */
final class JsonSource extends Source {
    private static final int END = -2;

    private final JsonParser in;

    JsonSource(JsonParser in, Shared shared) {
        super(shared);
        this.in = in;
    }

    /** Reads the one object that the document consists of. */
    <S, D> S document(Schema<S, D> schema) throws IOException, MalformedResultException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedResultException("not the JSON of a result: wanted an object, found " + found());
        }
        S read = read(schema);
        if (in.nextToken() != null) {
            throw new MalformedResultException("not the JSON of a result: after the object, found " + found());
        }
        return read;
    }

    @Override
    void beginObject() throws IOException, MalformedResultException {
        require(JsonToken.START_OBJECT, "an object");
    }

    @Override
    <S, D> long fields(Schema<S, D> schema, D draft) throws IOException, MalformedResultException {
        long seen = 0;
        int next = nextField(schema, 0);
        while (next != END) {
            JsonToken value = in.nextToken();
            if (next == Schema.UNKNOWN) {
                in.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                Field<S, D, ?> field = schema.fields().get(next);
                begin(field);
                seen |= field.read(this, draft);
            }
            next = nextField(schema, next + 1);
        }
        return seen;
    }

    /** Jackson compares the name that usually comes next without making a text of it. */
    private int nextField(Schema<?, ?> schema, int usual) throws IOException {
        int expected = usual < schema.fields().size() ? usual : 0;
        if (in.nextFieldName(schema.fields().get(expected).key())) {
            return expected;
        }
        return in.currentToken() == JsonToken.FIELD_NAME ? schema.indexOf(in.currentName()) : END;
    }

    @Override
    <D> long absent(Field<?, D, ?> missing, D draft) {
        return 0;
    }

    @Override
    String text() throws IOException, MalformedResultException {
        require(JsonToken.VALUE_STRING, "a text");
        return in.getText();
    }

    @Override
    @Nullable String name(Codes codes) throws IOException, MalformedResultException {
        return text();
    }

    @Override
    boolean flag() throws IOException, MalformedResultException {
        if (!in.currentToken().isBoolean()) {
            throw malformed("true or false");
        }
        return in.getBooleanValue();
    }

    @Override
    long integer() throws IOException, MalformedResultException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return in.getLongValue();
        } catch (InputCoercionException outOfRange) {
            throw malformed("a whole number of at most 63 bits");
        }
    }

    /** From seconds; what is finer than a microsecond is cut off. */
    @Override
    long span() throws IOException, MalformedResultException {
        if (!in.currentToken().isNumeric()) {
            throw malformed("seconds such as 0.25");
        }
        try {
            return JsonTimes.micros(in);
        } catch (ArithmeticException outOfRange) {
            throw malformed("seconds such as 0.25");
        }
    }

    @Override
    long instant() throws IOException, MalformedResultException {
        String wanted = "an instant such as 2026-11-21T12:00:00Z";
        require(JsonToken.VALUE_STRING, wanted);
        try {
            return JsonTimes.instant(in);
        } catch (DateTimeException | ArithmeticException noInstant) {
            throw malformed(wanted);
        }
    }

    @Override
    Map<String, String> texts() throws IOException, MalformedResultException {
        beginObject();
        Map<String, String> texts = new TreeMap<>();
        String within = in.currentName();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken value = in.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                texts.put(name, in.getText());
            } else if (value != JsonToken.VALUE_NULL) {
                throw malformed(within + "." + name, "a text", found());
            }
        }
        return texts;
    }

    @Override
    List<String> names() throws IOException, MalformedResultException {
        require(JsonToken.START_ARRAY, "an array");
        List<String> names = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            require(JsonToken.VALUE_STRING, "a text");
            names.add(in.getText());
        }
        return names;
    }

    private void require(JsonToken token, String wanted) throws IOException, MalformedResultException {
        if (in.currentToken() != token) {
            throw malformed(wanted);
        }
    }

    private MalformedResultException malformed(String wanted) throws IOException {
        return malformed(wanted, found());
    }

    /** The current token in a few words. */
    private String found() throws IOException {
        JsonToken token = in.currentToken();
        if (token == null) {
            return NOTHING;
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> Text.quote(in.getText());
            default -> Text.oneLine(in.getText(), 40);
        };
    }
}
