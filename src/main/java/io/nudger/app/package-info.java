/** The verticles of a process wired together, the order in which they start and stop, signals and the log. */
@NullMarked
package io.nudger.app;

import org.jspecify.annotations.NullMarked;
