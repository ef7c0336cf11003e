/**
 * The record in PostgreSQL: every slot one row, whatever is stored again.
 */
@NullMarked
package io.nudger.record;

import org.jspecify.annotations.NullMarked;
