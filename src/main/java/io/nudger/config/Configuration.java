package io.nudger.config;

/**
 * Settings and targets that are right, down to the last of them.
 *
 * @param settings the settings
 * @param targets the targets as they were when the settings were loaded; none unless the process is a monitor
 */
public record Configuration(Settings settings, Targets targets) {}
