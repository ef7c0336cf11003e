/**
 * From the event bus to Kafka: results wait in memory and on the monitor's disk until Kafka has acknowledged them, and what
 * could not be kept is reported.
 */
@NullMarked
package io.nudger.outbox;

import org.jspecify.annotations.NullMarked;
