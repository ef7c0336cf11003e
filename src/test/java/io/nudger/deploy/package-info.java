/** What is under {@code docker/}, {@code k8s/} and {@code terraform/} fits together, and fits nudger. */
@NullMarked
package io.nudger.deploy;

import org.jspecify.annotations.NullMarked;
