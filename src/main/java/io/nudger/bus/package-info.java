/** The one address on the event bus: results, from the probes to whoever delivers or shows them. */
@NullMarked
package io.nudger.bus;

import org.jspecify.annotations.NullMarked;
