package io.nudger.consume;

/**
 * What a store cannot store, now or later.
 *
 * @param index where it stands in what was given
 * @param reason what the store says, in one line for people
 */
public record Refused(int index, String reason) {}
