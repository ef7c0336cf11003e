package io.nudger.imports;

import java.util.List;

/** Knows the configuration of one monitor. */
@FunctionalInterface
interface Importer {
    /** Reads all of it, and writes what it says on the translation. */
    void read(List<Source> sources, Translation translation) throws ImportException;
}
