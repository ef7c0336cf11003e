/** The targets followed while the program runs: a change in their files deploys, replaces and ends probes. */
@NullMarked
package io.nudger.reload;

import org.jspecify.annotations.NullMarked;
