package io.nudger.spool;

/**
 * An entry that had to go.
 *
 * @param number its place in the order of arrival
 * @param target whose
 * @param slot the slot that it told of, or the first of them, in microseconds since the epoch
 */
public record Dropped(long number, String target, long slot) {}
