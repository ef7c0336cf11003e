/** What several rooms use at work and none owns: waits, trouble that is logged once, causes, words for certificates. */
@NullMarked
package io.nudger.support;

import org.jspecify.annotations.NullMarked;
