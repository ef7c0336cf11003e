/** The root: the program's main class. */
@NullMarked
package io.nudger;

import org.jspecify.annotations.NullMarked;
