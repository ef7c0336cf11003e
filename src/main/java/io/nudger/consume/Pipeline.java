package io.nudger.consume;

import io.vertx.core.Vertx;

/**
 * What becomes of records; the same for each {@link ConsumerLoop} of a process.
 *
 * @param vertx decodes records on its workers
 * @param decoder decodes records
 * @param writer takes batches
 * @param settings the size of batches, and how long one waits to fill
 * @param onAssigned called when partitions are assigned that others may have stored
 */
record Pipeline(Vertx vertx, RecordDecoder decoder, BatchWriter writer, StoreSettings settings, Runnable onAssigned) {}
