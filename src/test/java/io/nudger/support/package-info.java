@NullMarked
package io.nudger.support;

import org.jspecify.annotations.NullMarked;
