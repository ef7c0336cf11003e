/**
 * YAML and JSON as a tree of texts that knows the line of each, typed reading of it, and the problems found on the way.
 */
@NullMarked
package io.nudger.document;

import org.jspecify.annotations.NullMarked;
