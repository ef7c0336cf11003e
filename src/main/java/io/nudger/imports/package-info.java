/**
 * From the configuration of another monitor to a targets file. Each monitor has a class of its own that knows its format;
 * they share the translation they write on. Nothing of the old configuration is dropped silently: what has no counterpart
 * becomes a comment.
 */
@NullMarked
package io.nudger.imports;

import org.jspecify.annotations.NullMarked;
