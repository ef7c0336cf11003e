package io.nudger.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a protobuf message. What is unknown, or has another type than here, is passed over. */
final class ProtobufSource extends Source {
    private final CodedInputStream in;
    private int tag;
    /** Nothing is there: what is read is empty. */
    private boolean empty;

    ProtobufSource(CodedInputStream in, Shared shared) {
        super(shared);
        this.in = in;
    }

    @Override
    void beginObject() {
        // Its tag has said so.
    }

    @Override
    <S, D> long fields(Schema<S, D> schema, D draft) throws IOException, MalformedResultException {
        if (tag == 0) {
            return message(schema, draft);
        }
        int outer = in.pushLimit(in.readRawVarint32());
        long seen = message(schema, draft);
        in.popLimit(outer);
        return seen;
    }

    private <S, D> long message(Schema<S, D> schema, D draft) throws IOException, MalformedResultException {
        long seen = 0;
        for (tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field<S, D, ?> field = schema.tagged(tag);
            if (field != null) {
                begin(field);
                seen |= field.read(this, draft);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
        return seen;
    }

    @Override
    <D> long absent(Field<?, D, ?> missing, D draft) throws IOException, MalformedResultException {
        if (missing.presence() != Field.Presence.REQUIRED_OR_ZERO) {
            return 0;
        }
        empty = true;
        long seen = missing.read(this, draft);
        empty = false;
        return seen;
    }

    @Override
    String text() throws IOException {
        return empty ? "" : in.readStringRequireUtf8();
    }

    @Override
    @Nullable String name(Codes codes) throws IOException {
        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT
                ? codes.name(in.readEnum())
                : in.readStringRequireUtf8();
    }

    @Override
    boolean flag() throws IOException {
        return in.readBool();
    }

    @Override
    long integer() throws IOException {
        return empty ? 0 : in.readInt64();
    }

    @Override
    long span() throws IOException {
        return integer();
    }

    @Override
    long instant() throws IOException {
        return integer();
    }

    /** Each is a field of its own. */
    @Override
    List<String> names() throws IOException {
        return List.of(text());
    }

    /** An entry: each is a message of its own. */
    @Override
    Map<String, String> texts() throws IOException {
        String key = "";
        String value = "";
        int outer = in.pushLimit(in.readRawVarint32());
        for (int part = in.readTag(); part != 0; part = in.readTag()) {
            switch (part) {
                case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> key = in.readStringRequireUtf8();
                case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = in.readStringRequireUtf8();
                default -> {
                    if (!in.skipField(part)) {
                        throw new InvalidProtocolBufferException("a group ends that did not begin");
                    }
                }
            }
        }
        in.popLimit(outer);
        return Map.of(key, value);
    }
}
