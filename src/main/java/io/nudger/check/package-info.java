/**
 * The vocabulary: targets, slots, results and their wire forms. Pure Java, no input or output.
 */
@NullMarked
package io.nudger.check;

import org.jspecify.annotations.NullMarked;
