package io.nudger.config;

/**
 * Settings and targets that are right, down to the last of them.
 *
 * @param settings the settings
 * @param targets the targets as they were when the settings were loaded; none unless the process is a monitor
 * @param stamps of the files of the targets, from before they were read: by them a change since then is seen
 */
public record Configuration(Settings settings, Targets targets, FileStamps stamps) {}
