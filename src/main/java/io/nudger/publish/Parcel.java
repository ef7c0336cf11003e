package io.nudger.publish;

import io.nudger.check.CheckResult;

/**
 * A result on its way to Kafka.
 *
 * @param number the order of arrival; parcels of one target are sent in this order
 * @param result what is sent
 * @param arrivedNanos when it came over the event bus, on the monotonic clock
 */
record Parcel(long number, CheckResult result, long arrivedNanos) {}
