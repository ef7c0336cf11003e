/**
 * What a monitor keeps on its disk: results that Kafka has not taken yet, and the last slot of each target that was
 * accounted for.
 */
@NullMarked
package io.nudger.spool;

import org.jspecify.annotations.NullMarked;
