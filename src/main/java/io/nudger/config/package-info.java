/** Settings and targets: readers, and the immutable, valid records that they give. */
@NullMarked
package io.nudger.config;

import org.jspecify.annotations.NullMarked;
