package io.nudger.spool;

/**
 * An entry that had to go. From then on the spool tells of its slots as lost, unless it is told otherwise.
 *
 * @param number its place in the order of arrival
 * @param slots what it told of
 * @param isGap whether it was a gap: of that nothing is lost, all that it tells is kept
 */
public record Dropped(long number, SlotSpan slots, boolean isGap) {}
