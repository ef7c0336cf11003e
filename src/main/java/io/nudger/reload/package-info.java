/** Files followed while the program runs: targets, whose changes deploy, replace and end probes, alerts and pages. */
@NullMarked
package io.nudger.reload;

import org.jspecify.annotations.NullMarked;
