/**
 * The report to hand over: what the record says of some targets in a span, with the queries that say it again, and the check
 * that the record still says so. A report is one JSON document; HTML and CSV are views of it.
 */
@NullMarked
package io.nudger.report;

import org.jspecify.annotations.NullMarked;
