@NullMarked
package io.nudger.probe;

import org.jspecify.annotations.NullMarked;
