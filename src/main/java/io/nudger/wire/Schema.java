package io.nudger.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record, or of an object within one.
 *
 * @param <S> what is written and read
 * @param <D> what is read, while it is not complete
 */
final class Schema<S, D> {
    /** No field of this version. */
    static final int UNKNOWN = -1;

    private static final int VARINT = 0;
    private static final int DELIMITED = 2;
    /** Of the highest number that has a bit. */
    private static final int MAX_TAG = 63 << 3 | 7;

    private final List<Field<S, D, ?>> fields;
    private final List<Field<S, D, ?>> numbered;
    private final Map<String, Integer> byName = new HashMap<>();
    private final List<@Nullable Field<S, D, ?>> byTag = new ArrayList<>(Collections.nCopies(MAX_TAG + 1, null));
    private final long required;
    private final Supplier<D> draft;
    private final Maker<D, S> maker;

    /** @param fields in the order in which JSON has them */
    Schema(Supplier<D> draft, Maker<D, S> maker, List<Field<S, D, ?>> fields) {
        this.draft = draft;
        this.maker = maker;
        this.fields = List.copyOf(fields);
        numbered = fields.stream().sorted(Comparator.comparing(Field::number)).toList();
        long bits = 0;
        for (Field<S, D, ?> field : fields) {
            byName.put(field.name(), byName.size());
            byTag.set(tag(field.number(), field.type().isDelimited() ? DELIMITED : VARINT), field);
            if (field.nameNumber() > 0) {
                byTag.set(tag(field.nameNumber(), DELIMITED), field);
            }
            bits |= field.presence() == Field.Presence.OPTIONAL ? 0 : field.bit();
        }
        required = bits;
    }

    private static int tag(int number, int wireType) {
        return number << 3 | wireType;
    }

    /** In the order of JSON. */
    List<Field<S, D, ?>> fields() {
        return fields;
    }

    /** In the order of protobuf. */
    List<Field<S, D, ?>> numbered() {
        return numbered;
    }

    /** Which of {@link #fields} has this name; {@link #UNKNOWN} when none has. */
    int indexOf(String name) {
        return byName.getOrDefault(name, UNKNOWN);
    }

    /** The field with this tag; null when there is none, or it has another type. */
    @Nullable Field<S, D, ?> tagged(int tag) {
        return tag < 0 || tag > MAX_TAG ? null : byTag.get(tag);
    }

    D newDraft() {
        return draft.get();
    }

    /** Those that have to be there, and are not among these. */
    List<Field<S, D, ?>> missing(long seen) {
        return (seen & required) == required
                ? List.of()
                : fields.stream()
                        .filter(field -> (field.bit() & required & ~seen) != 0)
                        .toList();
    }

    S make(D complete, Source in) throws MalformedResultException {
        return maker.make(complete, in);
    }

    interface Maker<D, S> {
        S make(D draft, Source in) throws MalformedResultException;
    }
}
