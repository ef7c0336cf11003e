/**
 * Settings and targets: from files to immutable, valid records, and the verticle that follows the targets file.
 */
@NullMarked
package io.nudger.config;

import org.jspecify.annotations.NullMarked;
