/** {@code make bench}: what nudger does and what it costs, each beside a reference that is measured in the same run. */
@NullMarked
package io.nudger.bench;

import org.jspecify.annotations.NullMarked;
