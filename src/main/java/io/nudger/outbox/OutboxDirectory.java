package io.nudger.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in {@code spool.directory}: the database, some room held in reserve, and the lock that keeps other processes
 * away. The system gives the lock back when the process ends, however it ends.
 */
final class OutboxDirectory implements AutoCloseable {
    static final Logger LOG = LoggerFactory.getLogger("nudger.outbox");

    /**
     * On a full disk even a deletion needs room: for the journal, and for the pages that go from there to the database.
     * This is more than the journal grows to.
     */
    static final int RESERVE = 8 << 20;

    private static final String DATABASE = "spool.db";

    private final Path path;
    private final FileChannel lock;

    private OutboxDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory, and makes it when there is none.
     *
     * @throws DiskException when it cannot be used, or another process uses it
     */
    static OutboxDirectory take(Path path) throws DiskException {
        try {
            Files.createDirectories(path);
            Path signature = path.resolve("lock");
            FileChannel lock = FileChannel.open(signature, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(lock)) {
                String holder = Files.readString(signature);
                lock.close();
                throw new DiskException(
                        DiskException.Kind.UNUSABLE,
                        "spool.directory " + path + " is in use by another process (" + holder
                                + "); each monitor needs a directory of its own",
                        null);
            }
            sign(lock);
            return new OutboxDirectory(path, lock);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static boolean isTaken(FileChannel lock) throws IOException {
        try {
            // Beyond the text, so that others can read who it is where locks are mandatory.
            return lock.tryLock(1L << 20, 1, false) == null;
        } catch (OverlappingFileLockException ownProcess) {
            return true;
        }
    }

    /** Only for people; a full disk must not keep the monitor from starting. */
    private static void sign(FileChannel lock) {
        try {
            // By the same channel: the system gives the lock back when any channel of the file is closed.
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            lock.truncate(0).write(ByteBuffer.wrap(pid));
        } catch (IOException unsigned) {
            LOG.debug("lock without signature reason=\"{}\"", unsigned.toString());
        }
    }

    Path database() {
        return path.resolve(DATABASE);
    }

    private Path reserve() {
        return path.resolve("reserve");
    }

    /** Holds room for hard times; false when there is none to hold. */
    boolean holdReserve() {
        try {
            if (!Files.exists(reserve()) || Files.size(reserve()) != RESERVE) {
                Files.write(reserve(), new byte[RESERVE]);
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
            LOG.debug("reserve stays reason=\"{}\"", e.toString());
        }
    }

    /** Puts the database out of the way, and removes one that was set aside before: a bad disk would fill up with them. */
    Path setAside(long millis) throws DiskException {
        Path aside = path.resolve(DATABASE + ".corrupt-" + millis);
        try {
            try (DirectoryStream<Path> earlier = Files.newDirectoryStream(path, DATABASE + ".corrupt-*")) {
                for (Path file : earlier) {
                    Files.delete(file);
                }
            }
            Files.move(database(), aside);
            Path journal = path.resolve(DATABASE + "-wal");
            if (Files.exists(journal)) {
                Files.move(journal, path.resolve(aside.getFileName() + "-wal"));
            }
            return aside;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static DiskException failure(Path directory, IOException e) {
        boolean isNone = e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException;
        boolean isDenied = e instanceof AccessDeniedException;
        boolean isReadOnly = String.valueOf(e.getMessage()).contains("Read-only file system");
        String why = e instanceof FileSystemException at && at.getReason() != null
                ? at.getReason()
                : e.getClass().getSimpleName();
        if (isNone || isDenied) {
            why = isDenied ? "permission denied" : "it is no directory";
        }
        return new DiskException(
                isNone || isDenied || isReadOnly ? DiskException.Kind.UNUSABLE : DiskException.Kind.FAILED,
                "spool.directory " + directory.toAbsolutePath() + " cannot be used: " + why,
                e);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("lock not released reason=\"{}\"", e.toString());
        }
    }
}
