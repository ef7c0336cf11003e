/**
 * One check of one target over HTTP: the way to the server, the exchange, and what is reported of it.
 */
@NullMarked
package io.nudger.http;

import org.jspecify.annotations.NullMarked;
