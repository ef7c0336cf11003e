package io.nudger.config;

import io.nudger.document.InvalidConfigException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads something from its file, again and again if need be. It blocks, and belongs on a worker thread: one reading at a time.
 *
 * @param <T> what stands in the file
 */
public interface FileLoader<T> {
    /**
     * Reads it.
     *
     * @throws InvalidConfigException when anything is wrong with it
     */
    T load() throws InvalidConfigException;

    /** The other files that were part of what was read last, right or wrong: secrets, certificates, pictures. */
    Set<Path> files();
}
