package io.nudger.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes a protobuf message. Times and lengths of time are microseconds. */
record ProtobufSink(CodedOutputStream out) implements Sink {
    private static final int USUAL_SIZE = 512;

    static <S> byte[] bytes(Schema<S, ?> schema, S message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, USUAL_SIZE);
        ProtobufSink sink = new ProtobufSink(out);
        for (Field<S, ?, ?> field : schema.numbered()) {
            field.write(sink, message);
        }
        out.flush();
        return bytes.toByteArray();
    }

    @Override
    public void text(Field<?, ?, ?> field, String text) throws IOException {
        out.writeString(field.number(), text);
    }

    @Override
    public void flag(Field<?, ?, ?> field, boolean flag) throws IOException {
        out.writeBool(field.number(), flag);
    }

    @Override
    public void integer(Field<?, ?, ?> field, long number) throws IOException {
        out.writeInt64(field.number(), number);
    }

    @Override
    public void span(Field<?, ?, ?> field, long micros) throws IOException {
        out.writeInt64(field.number(), micros);
    }

    @Override
    public void instant(Field<?, ?, ?> field, long micros) throws IOException {
        out.writeInt64(field.number(), micros);
    }

    @Override
    public void texts(Field<?, ?, ?> field, Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeTag(field.number(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(CodedOutputStream.computeStringSize(1, text.getKey())
                    + CodedOutputStream.computeStringSize(2, text.getValue()));
            out.writeString(1, text.getKey());
            out.writeString(2, text.getValue());
        }
    }

    @Override
    public void names(Field<?, ?, ?> field, List<String> names) throws IOException {
        for (String name : names) {
            out.writeString(field.number(), name);
        }
    }

    @Override
    public void name(Field<?, ?, ?> field, String name, int code) throws IOException {
        if (code == 0) {
            out.writeString(field.nameNumber(), name);
        } else {
            out.writeEnum(field.number(), code);
        }
    }

    @Override
    public <S> void object(Field<?, ?, ?> field, Schema<S, ?> schema, S object) throws IOException {
        out.writeByteArray(field.number(), bytes(schema, object));
    }
}
