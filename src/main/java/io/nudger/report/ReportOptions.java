package io.nudger.report;

import org.jspecify.annotations.Nullable;

/**
 * How something is to be reported.
 *
 * @param title what stands above it
 * @param objective the part of the checks that should be up, between 0 and 1; null for none
 * @param maintenanceCounts whether the objective is held against all time
 */
public record ReportOptions(String title, @Nullable Double objective, boolean maintenanceCounts) {}
