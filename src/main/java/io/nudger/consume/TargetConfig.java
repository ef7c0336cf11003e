package io.nudger.consume;

import io.nudger.check.TargetInfo;

/** A target and how it is configured, by name and hash. */
public record TargetConfig(String target, String config) {
    static TargetConfig of(TargetInfo info) {
        return new TargetConfig(info.name(), info.config());
    }
}
