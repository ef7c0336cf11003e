/**
 * What is read from the record, for those who show it: pages, API, reports. {@link io.nudger.query.RecordReader} has the
 * statements; what they give are records that know neither a database nor a page. Nothing here writes.
 */
@NullMarked
package io.nudger.query;

import org.jspecify.annotations.NullMarked;
