package io.nudger.wire;

import io.nudger.check.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record that is read, whatever its format is. Each value is asked for as what its field is. */
abstract class Source {
    /** What is found where nothing is, for messages. */
    static final String NOTHING = "nothing";

    private final Shared shared;
    /** The field that is read, and the one whose object is read. */
    private @Nullable Field<?, ?, ?> field;

    private @Nullable Field<?, ?, ?> within;

    Source(Shared shared) {
        this.shared = shared;
    }

    abstract String text() throws IOException, MalformedResultException;

    abstract boolean flag() throws IOException, MalformedResultException;

    abstract long integer() throws IOException, MalformedResultException;

    /** A length of time, in microseconds. */
    abstract long span() throws IOException, MalformedResultException;

    /** Microseconds since the epoch. */
    abstract long instant() throws IOException, MalformedResultException;

    /** All of them, or one of several pieces. */
    abstract Map<String, String> texts() throws IOException, MalformedResultException;

    /** All of them, or one of several. */
    abstract List<String> names() throws IOException, MalformedResultException;

    /** A name that may have come as one of these codes; null for the code that stands for none. */
    abstract @Nullable String name(Codes codes) throws IOException, MalformedResultException;

    /** Expects an object as the value of the current field. */
    abstract void beginObject() throws IOException, MalformedResultException;

    /**
     * Reads the fields of an object.
     *
     * @return the bits of those that it has
     */
    abstract <S, D> long fields(Schema<S, D> schema, D draft) throws IOException, MalformedResultException;

    /** Reads a field that is not there, when that stands for an empty value in this format; 0 when it does not. */
    abstract <D> long absent(Field<?, D, ?> missing, D draft) throws IOException, MalformedResultException;

    final <S, D> S read(Schema<S, D> schema) throws IOException, MalformedResultException {
        D draft = schema.newDraft();
        long seen = fields(schema, draft);
        for (Field<S, D, ?> missing : schema.missing(seen)) {
            field = missing;
            if (absent(missing, draft) == 0) {
                throw malformed(missing.type().wanted(), NOTHING);
            }
        }
        return schema.make(draft, this);
    }

    /** Reads the object that is the value of the current field. */
    final <S, D> S object(Schema<S, D> schema) throws IOException, MalformedResultException {
        beginObject();
        Field<?, ?, ?> outer = within;
        Field<?, ?, ?> own = field;
        within = own;
        S read = read(schema);
        within = outer;
        field = own;
        return read;
    }

    /** This one, or an equal one that was read before. */
    final <T extends Record> T shared(Object key, T fresh) {
        return shared.same(key, fresh);
    }

    final void begin(Field<?, ?, ?> next) {
        field = next;
    }

    /** The value of the current field is not what it should be. */
    final MalformedResultException malformed(String wanted, String found) {
        return malformed(field == null ? "" : field.name(), wanted, found);
    }

    /** As {@link #malformed(String, String)}, of another field beside it. */
    final MalformedResultException malformed(String name, String wanted, String found) {
        String path = within == null ? name : within.name() + "." + name;
        return new MalformedResultException(
                "field " + Text.oneLine(path, 100) + ": wanted " + wanted + ", found " + found);
    }
}
