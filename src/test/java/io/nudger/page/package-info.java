@NullMarked
package io.nudger.page;

import org.jspecify.annotations.NullMarked;
