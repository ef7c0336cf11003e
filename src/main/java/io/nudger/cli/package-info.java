/** The commands: their options, and what they print. */
@NullMarked
package io.nudger.cli;

import org.jspecify.annotations.NullMarked;
