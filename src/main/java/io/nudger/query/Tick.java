package io.nudger.query;

import java.time.Instant;

/**
 * What tells whether anything has changed.
 *
 * @param change the id of the newest change of a state; 0 before the first
 * @param decided whether an alerter decides states now
 * @param now the time by the clock of the database
 */
public record Tick(long change, boolean decided, Instant now) {}
