/** The root: the command line, the roles, and the order in which things start and stop. */
@NullMarked
package io.nudger;

import org.jspecify.annotations.NullMarked;
