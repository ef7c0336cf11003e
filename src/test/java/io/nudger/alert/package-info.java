/** Tests of the decisions about states and notices: in simulated time, from seeds that a failure names. */
@NullMarked
package io.nudger.alert;

import org.jspecify.annotations.NullMarked;
