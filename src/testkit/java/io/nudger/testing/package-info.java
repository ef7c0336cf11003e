/** Services and tools that tests and {@code make run} share: the real thing, embedded. */
@NullMarked
package io.nudger.testing;

import org.jspecify.annotations.NullMarked;
