/** Everything that can go wrong, done to real processes, and an audit of the record from outside. */
@NullMarked
package io.nudger.faults;

import org.jspecify.annotations.NullMarked;
