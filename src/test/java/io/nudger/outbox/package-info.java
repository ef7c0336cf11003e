@NullMarked
package io.nudger.outbox;

import org.jspecify.annotations.NullMarked;
