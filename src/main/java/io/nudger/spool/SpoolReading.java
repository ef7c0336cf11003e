package io.nudger.spool;

import io.nudger.check.SlotGap;
import java.util.List;

/**
 * What was read.
 *
 * @param entries in their order
 * @param corrupt those whose checksum does not fit
 * @param lost what can be told in the place of these
 * @param last the number of the last one of both; where the next reading begins
 */
public record SpoolReading(List<SpoolEntry> entries, List<Dropped> corrupt, List<SlotGap> lost, long last) {}
