package io.nudger.spool;

import io.nudger.check.SlotMark;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a target's mark.
 *
 * @param target the target
 * @param old the mark on disk; null when there is none
 * @param mark the mark now; null when the target needs no account any more
 */
record SlotChange(String target, @Nullable SlotMark old, @Nullable SlotMark mark) {}
