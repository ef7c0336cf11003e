@NullMarked
package io.nudger.judge;

import org.jspecify.annotations.NullMarked;
