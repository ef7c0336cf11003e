@NullMarked
package io.nudger.publish;

import org.jspecify.annotations.NullMarked;
