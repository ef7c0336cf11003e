/**
 * From Kafka to PostgreSQL: every slot one row, whatever is replayed.
 */
@NullMarked
package io.nudger.persist;

import org.jspecify.annotations.NullMarked;
