package io.nudger.wire;

import io.nudger.check.CheckResult;
import io.nudger.check.Outcome;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads results, and remembers of each target what is the same in all of them: a record that differs from a known one in
 * nothing but its {@linkplain Outline values} is not decoded, and shares the texts of the known one. That never shows in
 * what is read. A record becomes known only when it is, byte by byte, what its codec writes: so it is known what its bytes
 * stand for. It takes the same bytes, not the same hash, to be like a known one.
 *
 * <p>Safe for use by several threads: what is remembered does not change, and whoever does not see it decodes.
 */
public final class KnownResults {
    /** Of each there is one at most; a power of two. */
    private static final int PLACES = 16_384;

    /** Larger records are rare; so a full memory takes some 30 MB with typical ones, and 60 at most. */
    private static final int MAX_BYTES = 2_048;

    /**
     * One of so many records that are not known becomes known: it has to be written again for that. Where there are more
     * targets than places, or records are written by others in another form, that must not cost much.
     */
    private static final int LEARN_ONE_OF = 4;

    private final WireFormat format;
    private final AtomicReferenceArray<@Nullable Known> places;
    private final AtomicInteger unknown = new AtomicInteger();

    /** @param format of all records */
    public KnownResults(WireFormat format) {
        this(format, PLACES);
    }

    /** @param places how many are remembered at most; a power of two */
    KnownResults(WireFormat format, int places) {
        this.format = format;
        this.places = new AtomicReferenceArray<>(places);
    }

    /**
     * As {@link CheckResultCodec#decode} of the format.
     *
     * @throws MalformedResultException as there
     */
    public CheckResult read(byte[] bytes) throws MalformedResultException {
        Outline outline = outline(bytes);
        if (!outline.trace() || !outline.isFit() || outline.keptLength() > MAX_BYTES) {
            return format.codec().decode(bytes);
        }
        int hash = outline.hash();
        Known known = places.get(hash & places.length() - 1);
        if (known != null && known.isLike(outline, hash)) {
            return outline.with(known.result);
        }
        CheckResult result = format.codec().decode(bytes);
        if (unknown.incrementAndGet() % LEARN_ONE_OF == 0 && isUsual(outline, result)) {
            places.set(hash & places.length() - 1, new Known(hash, outline.boundary(), outline.kept(), result));
        }
        return result;
    }

    private Outline outline(byte[] bytes) {
        return switch (format) {
            case JSON -> new JsonOutline(bytes);
            case PROTOBUF -> new ProtobufOutline(bytes);
        };
    }

    /**
     * Whether it is what its codec writes, with all its values where the outline has found them. Results that are not up
     * differ in their evidence, and are few.
     */
    private boolean isUsual(Outline outline, CheckResult result) {
        return result.verdict().outcome() == Outcome.UP
                && outline.with(result).equals(result)
                && Arrays.equals(outline.bytes, format.codec().encode(result));
    }

    /**
     * A record that is known.
     *
     * @param boundary how many bytes lie before its first value
     * @param kept the bytes around its values
     * @param result what it says
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and never handed out.
    private record Known(int hash, int boundary, byte[] kept, CheckResult result) {
        boolean isLike(Outline outline, int otherHash) {
            return hash == otherHash && boundary == outline.boundary() && outline.isKept(kept);
        }
    }
}
