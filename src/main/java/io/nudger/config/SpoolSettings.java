package io.nudger.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where results wait on disk while Kafka is away.
 *
 * @param directory the directory, owned by one monitor
 * @param maxSize the most bytes it may take
 * @param maxAge how long a result waits before it is given up
 */
public record SpoolSettings(Path directory, long maxSize, Duration maxAge) {}
