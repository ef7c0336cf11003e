/**
 * What the publisher and the persister share of Kafka: client properties and topics.
 */
@NullMarked
package io.nudger.kafka;

import org.jspecify.annotations.NullMarked;
