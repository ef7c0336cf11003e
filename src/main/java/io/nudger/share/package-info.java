/**
 * The monitors of a zone share its targets: membership in their group, what each owns, and how far a share is accounted for
 * when it goes from one to another.
 */
@NullMarked
package io.nudger.share;

import org.jspecify.annotations.NullMarked;
