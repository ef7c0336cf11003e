package io.nudger.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files in the directory of a spool: the database, the lock, and some room held in reserve. */
final class SpoolDirectory {
    static final Logger LOG = LoggerFactory.getLogger("io.nudger.spool.Spool");

    /**
     * On a full disk even a deletion needs room: for the journal, and for the pages that go from there to the database.
     * This is more than the journal grows to.
     */
    static final int RESERVE = 8 << 20;

    private static final String CORRUPT = "spool.db.corrupt-";

    private final Path path;

    private SpoolDirectory(Path path) {
        this.path = path;
    }

    static SpoolDirectory create(Path path) throws SpoolException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
        return new SpoolDirectory(path);
    }

    Path path() {
        return path;
    }

    Path database() {
        return path.resolve("spool.db");
    }

    private Path reserve() {
        return path.resolve("reserve");
    }

    /** Holds room for hard times; false when there is none to hold. */
    boolean holdReserve() {
        try {
            if (Files.exists(reserve()) && Files.size(reserve()) == RESERVE) {
                return true;
            }
            try (FileChannel file = FileChannel.open(
                    reserve(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
                for (int written = 0; written < RESERVE; written += zeros.capacity()) {
                    file.write(zeros.clear());
                }
            }
            return true;
        } catch (IOException full) {
            giveReserve();
            return false;
        }
    }

    /** Gives the room away. */
    void giveReserve() {
        try {
            Files.deleteIfExists(reserve());
        } catch (IOException e) {
            LOG.debug("the reserve stays: {}", e.toString());
        }
    }

    /** Puts the database out of the way, and removes one that was put there before: a bad disk would fill up with them. */
    Path setAside(long millis) throws SpoolException {
        Path aside = path.resolve(CORRUPT + millis);
        try {
            removeEarlier();
            Files.move(database(), aside);
            for (String suffix : new String[] {"-wal", "-shm", "-journal"}) {
                Path companion = path.resolve("spool.db" + suffix);
                if (Files.exists(companion)) {
                    Files.move(companion, path.resolve(aside.getFileName() + suffix));
                }
            }
            return aside;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private void removeEarlier() throws IOException {
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(path, CORRUPT + "*")) {
            for (Path file : earlier) {
                Files.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    static SpoolException unusable(Path directory, IOException e) {
        boolean settings = e instanceof AccessDeniedException
                || e instanceof NotDirectoryException
                || e instanceof FileAlreadyExistsException
                || String.valueOf(e.getMessage()).contains("Read-only file system");
        String why = e instanceof FileSystemException at && at.getReason() != null
                ? at.getReason()
                : e.getClass().getSimpleName();
        if (e instanceof AccessDeniedException) {
            why = "permission denied";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            why = "it is no directory";
        }
        return new SpoolException(
                settings ? SpoolException.Kind.UNUSABLE : SpoolException.Kind.FAILED,
                "spool.directory " + directory.toAbsolutePath() + " cannot be used: " + why,
                e);
    }
}
