package io.nudger.imports;

/** What stands in the list of targets: a target, or a comment about something that is none. */
sealed interface Item permits Draft, Comment {}
