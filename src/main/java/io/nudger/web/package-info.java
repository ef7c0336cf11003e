/**
 * Health, readiness and metrics over HTTP, in every role.
 */
@NullMarked
package io.nudger.web;

import org.jspecify.annotations.NullMarked;
