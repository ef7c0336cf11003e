package io.nudger.app;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that SQLite, LZ4, Snappy and Brotli unpack their native code into, a megabyte and a lock file at each start.
 * They delete them when Java ends in order, which a process that is killed does not do. But once it is loaded the code
 * needs no file: so the files go while the process runs. Netty and Zstandard do so themselves.
 */
final class UnpackedLibraries {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    /** What this process has loaded, on Linux. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** How the directory begins that Brotli makes for its file. */
    private static final String BROTLI = "com_aayushatharva_brotli4j_";

    /** With something random in the name: a library that an operator has put somewhere is not touched. */
    private static final Pattern UNPACKED =
            Pattern.compile("(/.*/(?:sqlite-[^/]*-[0-9a-f-]{36}-libsqlitejdbc|liblz4-java-\\d+"
                    + "|snappy-[^/]*-[0-9a-f-]{36}-libsnappyjava|" + BROTLI + "\\d+/libbrotli)\\.so)$");

    private UnpackedLibraries() {}

    /** Deletes the files of what has been loaded so far. Reads and deletes files: not for an event loop. */
    static void delete() {
        if (!Files.isReadable(MAPS)) {
            return;
        }
        try {
            unpacked(Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1)).forEach(UnpackedLibraries::delete);
        } catch (IOException e) {
            LOG.debug("native libraries stay in the temporary directory until the end reason=\"{}\"", e.toString());
        }
    }

    /** The files among these lines. */
    static Set<Path> unpacked(List<String> maps) {
        return maps.stream()
                .map(UNPACKED::matcher)
                .filter(Matcher::find)
                .map(found -> Path.of(found.group(1)))
                .collect(Collectors.toSet());
    }

    private static void delete(Path library) {
        Path directory = requireNonNull(library.getParent());
        try {
            Files.deleteIfExists(library);
            Files.deleteIfExists(Path.of(library + ".lck"));
            if (String.valueOf(directory.getFileName()).startsWith(BROTLI)) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            LOG.debug("native library stays until the end file={} reason=\"{}\"", library, e.toString());
        }
    }
}
