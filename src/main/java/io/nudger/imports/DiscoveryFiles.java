package io.nudger.imports;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Files of Prometheus' file-based discovery: lists of groups of targets, which the jobs refer to by patterns of names. */
final class DiscoveryFiles {
    private final List<File> files = new ArrayList<>();
    private final List<File> used = new ArrayList<>();

    /**
     * A file.
     *
     * @param name its name as it was given
     * @param groups its groups of targets
     */
    record File(String name, List<Value> groups) {}

    /** Whether this is one: a list of objects with targets. */
    static boolean isOne(Value document) throws ImportException {
        if (!document.isList()) {
            return false;
        }
        List<Value> items = document.items("a list");
        for (Value item : items) {
            if (!item.isObject() || item.fields("").get("targets") == null) {
                return false;
            }
        }
        return !items.isEmpty();
    }

    void add(Source source, Value document) throws ImportException {
        files.add(new File(source.name(), document.items("a list of groups of targets")));
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * The groups of all files that the pattern of a job means. The folders of the machine they came from do not count, but for
     * the last one of a pattern that has a wildcard: {@code hosts/*.yml} and {@code sites/*.yml} are not the same.
     */
    List<Value> groups(String pattern) {
        List<Value> groups = new ArrayList<>();
        for (File file : files) {
            if (matches(nameOf(pattern), nameOf(file.name())) && mayBeIn(folderOf(pattern), pattern, file)) {
                used.add(file);
                groups.addAll(file.groups());
            }
        }
        return groups;
    }

    /** Those that no job has asked for. */
    List<File> unused() {
        return files.stream().filter(file -> !used.contains(file)).toList();
    }

    private static boolean mayBeIn(String folder, String pattern, File file) {
        String own = folderOf(file.name());
        return nameOf(pattern).indexOf('*') < 0 || folder.isEmpty() || own.isEmpty() || folder.equals(own);
    }

    private static boolean matches(String pattern, String name) {
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return matcher.matches(Path.of(name));
        } catch (PatternSyntaxException | InvalidPathException e) {
            return false;
        }
    }

    /** The name of the folder that a file is in; empty when that is not known. */
    private static String folderOf(String path) {
        int end = path.lastIndexOf('/');
        return end < 0 ? "" : nameOf(path.substring(0, end));
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
