package io.nudger.consume;

import java.util.List;

/**
 * What became of results that were given to a store.
 *
 * @param rows how many were stored as new rows
 * @param replaced how many took the place of a lesser result of their slot
 * @param refused those that cannot be stored; all others are
 */
public record Stored(int rows, int replaced, List<Refused> refused) {
    /** Nothing was to be stored. */
    public static final Stored NOTHING = new Stored(0, 0, List.of());

    public Stored {
        refused = List.copyOf(refused);
    }
}
