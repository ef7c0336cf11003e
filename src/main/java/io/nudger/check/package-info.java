/**
 * The vocabulary: targets, slots, results. Pure Java, no input or output.
 */
@NullMarked
package io.nudger.check;

import org.jspecify.annotations.NullMarked;
