package io.nudger.config;

import io.nudger.document.Document;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * By each file: what changes when the file does. Links are followed, so a stamp changes as well when a
 * link on the way to the file, such as the {@code ..data} of a Kubernetes volume, comes to lead elsewhere.
 *
 * @param byFile the stamp by the path of the file
 */
public record FileStamps(Map<String, String> byFile) {
    /** Of no files. */
    static final FileStamps NONE = new FileStamps(Map.of());

    /** With the time of the last change of the inode, which nobody can set back and permissions move too. */
    private static final String UNIX_ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

    public FileStamps {
        byFile = Map.copyOf(byFile);
    }

    /** The stamps now of a file, or of those in a directory. A file that cannot be read has a stamp that says so. */
    public static FileStamps of(Path path) {
        Map<String, String> stamps = new TreeMap<>();
        try {
            for (Path file : TargetsLoader.files(path)) {
                stamps.put(file.toString(), stamp(file));
            }
        } catch (IOException e) {
            stamps.put(path.toString(), Document.reason(e));
        }
        return new FileStamps(stamps);
    }

    /** These, and the stamps now of files that are part of those. */
    public FileStamps and(Iterable<Path> parts) {
        Map<String, String> stamps = new TreeMap<>(byFile);
        parts.forEach(part -> stamps.put(part.toString(), stamp(part)));
        return new FileStamps(stamps);
    }

    /** The files that are part of this one. */
    public Set<Path> partsOf(Path path) {
        return byFile.keySet().stream()
                .map(Path::of)
                .filter(file -> !file.equals(path))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As an object from file to stamp. */
    public JsonObject toJson() {
        return new JsonObject(new TreeMap<>(byFile));
    }

    private static String stamp(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                return new TreeMap<>(Files.readAttributes(file, UNIX_ATTRIBUTES)).toString();
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return Document.reason(e);
        }
    }
}
