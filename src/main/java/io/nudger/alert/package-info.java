/**
 * States over zones, outages and notices. What decides is pure: {@link io.nudger.alert.Sweep} and all that it uses know no
 * clock, no database and no network.
 */
@NullMarked
package io.nudger.alert;

import org.jspecify.annotations.NullMarked;
