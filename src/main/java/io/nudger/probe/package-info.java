/**
 * One verticle per target: when it is checked, and what becomes of each of its slots.
 */
@NullMarked
package io.nudger.probe;

import org.jspecify.annotations.NullMarked;
