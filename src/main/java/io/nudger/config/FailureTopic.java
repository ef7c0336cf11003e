package io.nudger.config;

/**
 * Where results that are not up go.
 *
 * @param name the topic
 * @param only whether they go there instead of the topic of all results; if not, they go to both
 */
public record FailureTopic(String name, boolean only) {}
