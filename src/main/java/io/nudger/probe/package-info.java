/**
 * One verticle per target, and the HTTP exchange that it judges.
 */
@NullMarked
package io.nudger.probe;

import org.jspecify.annotations.NullMarked;
