/**
 * From Kafka to a store of the record: poll, decode, store, commit, and nothing is lost or stored twice.
 */
@NullMarked
package io.nudger.consume;

import org.jspecify.annotations.NullMarked;
