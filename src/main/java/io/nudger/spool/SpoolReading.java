package io.nudger.spool;

import java.util.List;

/**
 * What was read.
 *
 * @param entries in their order
 * @param corrupt those whose checksum does not fit
 * @param last the number of the last one of both; where the next reading begins
 */
public record SpoolReading(List<SpoolEntry> entries, List<Dropped> corrupt, long last) {}
