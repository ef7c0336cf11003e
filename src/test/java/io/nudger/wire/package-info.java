@NullMarked
package io.nudger.wire;

import org.jspecify.annotations.NullMarked;
