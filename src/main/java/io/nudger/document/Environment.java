package io.nudger.document;

import org.jspecify.annotations.Nullable;

/** Where {@code ${NAME}} is looked up: {@code System::getenv}, or a map in tests. */
@FunctionalInterface
public interface Environment {
    /** The value of the variable; null when it is not set. */
    @Nullable String get(String name);
}
