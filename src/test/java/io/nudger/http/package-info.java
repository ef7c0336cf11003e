@NullMarked
package io.nudger.http;

import org.jspecify.annotations.NullMarked;
