@NullMarked
package io.nudger.check;

import org.jspecify.annotations.NullMarked;
