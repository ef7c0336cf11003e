/**
 * What an answer is worth: the expectations of a target, held against what a server has said.
 */
@NullMarked
package io.nudger.evaluate;

import org.jspecify.annotations.NullMarked;
