@NullMarked
package io.nudger.spool;

import org.jspecify.annotations.NullMarked;
