package io.nudger.wire;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record, an entry of the table {@link Fields}.
 *
 * @param key its name in JSON and in the {@code .proto} file
 * @param number its number in protobuf, below 64; never used again for another field of the message
 * @param nameNumber the number in protobuf under which a value without a code travels by its name; 0 when it has no codes
 * @param presence what it means when it is absent
 * @param type how it is read, written and bounded
 * @param getter the value in what is written; null is left out
 * @param setter where what was read goes
 * @param <S> what is written
 * @param <D> what is read, while it is not complete
 * @param <T> the value
 */
record Field<S, D, T>(
        SerializableString key,
        int number,
        int nameNumber,
        Presence presence,
        Type<T> type,
        Getter<? super S, T> getter,
        Setter<? super D, T> setter) {
    /** What it means when a field is absent. */
    enum Presence {
        /** It was not measured, or has its default. */
        OPTIONAL,
        /** The record is malformed. */
        REQUIRED,
        /** The record is malformed; but proto3 leaves out an empty text and a zero, so there it stands for these. */
        REQUIRED_OR_ZERO
    }

    static <S, D, T> Field<S, D, T> optional(
            String name, int number, Type<T> type, Getter<? super S, T> getter, Setter<? super D, T> setter) {
        return new Field<>(new SerializedString(name), number, 0, Presence.OPTIONAL, type, getter, setter);
    }

    static <S, D, T> Field<S, D, T> required(
            String name, int number, Type<T> type, Getter<? super S, T> getter, Setter<? super D, T> setter) {
        return new Field<>(new SerializedString(name), number, 0, Presence.REQUIRED, type, getter, setter);
    }

    static <S, D, T> Field<S, D, T> requiredOrZero(
            String name, int number, Type<T> type, Getter<? super S, T> getter, Setter<? super D, T> setter) {
        return new Field<>(new SerializedString(name), number, 0, Presence.REQUIRED_OR_ZERO, type, getter, setter);
    }

    /** The same field, whose values without a code travel by name under this number. */
    Field<S, D, T> orByName(int otherNumber) {
        return new Field<>(key, number, otherNumber, presence, type, getter, setter);
    }

    /** The same field of a whole that has this part. */
    <R> Field<R, D, T> of(Function<? super R, ? extends S> part) {
        return new Field<>(key, number, nameNumber, presence, type, whole -> getter.get(part.apply(whole)), setter);
    }

    String name() {
        return key.getValue();
    }

    void write(Sink out, S source) throws IOException {
        T value = getter.get(source);
        if (value != null) {
            type.writer().write(out, this, value);
        }
    }

    /**
     * Reads the value and puts it where it goes.
     *
     * @return the {@link #bit}, or 0 when the value stands for none
     */
    long read(Source in, D draft) throws IOException, MalformedResultException {
        T value = type.reader().read(in);
        if (value == null) {
            return 0;
        }
        Object ignored = setter.set(draft, value);
        return bit();
    }

    /** Stands for this field in a set of fields. */
    long bit() {
        return 1L << number;
    }

    interface Getter<S, T> {
        @Nullable T get(S source);
    }

    /** An assignment, or a call that returns its receiver; what it returns is passed over. */
    interface Setter<D, T> {
        @Nullable Object set(D draft, T value);
    }
}
