/**
 * The formats of the topics: results and gaps as the values of Kafka records. Knows the vocabulary alone.
 */
@NullMarked
package io.nudger.wire;

import org.jspecify.annotations.NullMarked;
