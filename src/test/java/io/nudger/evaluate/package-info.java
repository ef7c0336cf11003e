@NullMarked
package io.nudger.evaluate;

import org.jspecify.annotations.NullMarked;
