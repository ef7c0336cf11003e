/** How a notice is sent: what it says, in which form, over which way, and what the receiver made of it. */
@NullMarked
package io.nudger.receivers;

import org.jspecify.annotations.NullMarked;
