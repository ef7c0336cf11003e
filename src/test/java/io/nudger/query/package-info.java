@NullMarked
package io.nudger.query;

import org.jspecify.annotations.NullMarked;
