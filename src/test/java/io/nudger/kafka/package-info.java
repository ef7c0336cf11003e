@NullMarked
package io.nudger.kafka;

import org.jspecify.annotations.NullMarked;
