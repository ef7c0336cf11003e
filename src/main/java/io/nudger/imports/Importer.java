package io.nudger.imports;

import java.util.List;

/** Knows the configuration of one monitor. */
@FunctionalInterface
interface Importer {
    /** Reads all of it, and writes what it says on the sheet. */
    void read(List<Source> sources, Sheet sheet) throws ImportException;
}
