package io.nudger.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lets equal parts of records be one object: nearly all of a record says what the last one of its target said. Results
 * then take little memory, and comparing them finds the same objects. It never shows in what is read. Safe for use by
 * several threads.
 */
public final class Shared {
    /** Shares nothing. */
    static final Shared NOTHING = new Shared(0);

    /** Of each there is one at most; a power of two. With typical targets a full memory takes some 30 MB. */
    private static final int PLACES = 1 << 15;

    private final AtomicReferenceArray<Object> places;

    /** Remembers the parts of as many targets as there usually are. */
    public Shared() {
        this(PLACES);
    }

    /** @param places how many parts are remembered at most; a power of two, or 0 */
    Shared(int places) {
        this.places = new AtomicReferenceArray<>(places);
    }

    /**
     * This one, or an equal one that was seen before.
     *
     * @param key equal ones have equal keys
     */
    @SuppressWarnings("unchecked") // What is equal to it is of its class: a record.
    <T extends Record> T same(Object key, T fresh) {
        if (places.length() == 0) {
            return fresh;
        }
        int place = spread(key.hashCode() + 31 * fresh.getClass().hashCode()) & places.length() - 1;
        Object known = places.get(place);
        if (fresh.equals(known)) {
            return (T) known;
        }
        places.set(place, fresh);
        return fresh;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 16;
    }
}
