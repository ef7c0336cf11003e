/**
 * From the event bus to Kafka, without losing a result.
 */
@NullMarked
package io.nudger.publish;

import org.jspecify.annotations.NullMarked;
