package io.nudger.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nudger.check.Micros;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON. Times are ISO 8601 in UTC with microseconds; lengths of time are seconds, as decimal numbers with up to six
 * decimals, written from whole microseconds so that no binary fraction creeps in.
 */
record JsonSink(JsonGenerator out) implements Sink {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    <S> void object(Schema<S, ?> schema, S object) throws IOException {
        out.writeStartObject();
        for (Field<S, ?, ?> field : schema.fields()) {
            field.write(this, object);
        }
        out.writeEndObject();
    }

    @Override
    public void text(Field<?, ?, ?> field, String text) throws IOException {
        out.writeFieldName(field.key());
        out.writeString(text);
    }

    @Override
    public void flag(Field<?, ?, ?> field, boolean flag) throws IOException {
        out.writeFieldName(field.key());
        out.writeBoolean(flag);
    }

    @Override
    public void integer(Field<?, ?, ?> field, long number) throws IOException {
        out.writeFieldName(field.key());
        out.writeNumber(number);
    }

    @Override
    public void span(Field<?, ?, ?> field, long micros) throws IOException {
        out.writeFieldName(field.key());
        out.writeNumber(BigDecimal.valueOf(micros, 6).stripTrailingZeros());
    }

    @Override
    public void instant(Field<?, ?, ?> field, long micros) throws IOException {
        out.writeFieldName(field.key());
        out.writeString(INSTANT.format(Micros.toInstant(micros)));
    }

    @Override
    public void texts(Field<?, ?, ?> field, Map<String, String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        out.writeFieldName(field.key());
        out.writeStartObject();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }

    @Override
    public void names(Field<?, ?, ?> field, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        out.writeFieldName(field.key());
        out.writeStartArray();
        for (String name : names) {
            out.writeString(name);
        }
        out.writeEndArray();
    }

    @Override
    public void name(Field<?, ?, ?> field, String name, int code) throws IOException {
        out.writeFieldName(field.key());
        out.writeString(name);
    }

    @Override
    public <S> void object(Field<?, ?, ?> field, Schema<S, ?> schema, S object) throws IOException {
        out.writeFieldName(field.key());
        object(schema, object);
    }
}
