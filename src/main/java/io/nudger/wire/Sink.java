package io.nudger.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A record that is written, whatever its format is. */
interface Sink {
    void text(Field<?, ?, ?> field, String text) throws IOException;

    void flag(Field<?, ?, ?> field, boolean flag) throws IOException;

    void integer(Field<?, ?, ?> field, long number) throws IOException;

    /** A length of time. */
    void span(Field<?, ?, ?> field, long micros) throws IOException;

    /** A moment, in microseconds since the epoch. */
    void instant(Field<?, ?, ?> field, long micros) throws IOException;

    /** None of them are left out. */
    void texts(Field<?, ?, ?> field, Map<String, String> texts) throws IOException;

    /** None of them are left out. */
    void names(Field<?, ?, ?> field, List<String> names) throws IOException;

    /** A name, and the code that stands for it; 0 when none does. */
    void name(Field<?, ?, ?> field, String name, int code) throws IOException;

    <S> void object(Field<?, ?, ?> field, Schema<S, ?> schema, S object) throws IOException;
}
