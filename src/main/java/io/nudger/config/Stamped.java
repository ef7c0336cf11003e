package io.nudger.config;

/**
 * What stood in a file, and by which a change since then is seen.
 *
 * @param content what was read
 * @param stamps of the file, from before it was read, and of what is part of it
 * @param <T> what stands in the file
 */
public record Stamped<T>(T content, FileStamps stamps) {
    /** What is used where there is no file. */
    public static <T> Stamped<T> withoutFile(T content) {
        return new Stamped<>(content, FileStamps.NONE);
    }
}
