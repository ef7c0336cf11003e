package io.nudger.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where results wait on disk while Kafka is away.
 *
 * @param directory the directory, owned by one monitor
 * @param maxSize the most bytes it may take
 * @param maxAge how long a result waits before it is given up
 * @param fsyncInterval how much time a loss of power may take back
 * @param drainRate the most results a second that leave it, beside the new ones
 */
public record SpoolSettings(Path directory, long maxSize, Duration maxAge, Duration fsyncInterval, int drainRate) {}
