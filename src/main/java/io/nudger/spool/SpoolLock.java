package io.nudger.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process has a spool directory. The system gives the lock back when the process ends, however it ends. */
final class SpoolLock implements AutoCloseable {
    private static final String NAME = "lock";

    private final FileChannel channel;

    private SpoolLock(FileChannel channel) {
        this.channel = channel;
    }

    static SpoolLock take(Path directory) throws SpoolException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                sign(channel);
                return new SpoolLock(channel);
            }
            String holder = holder(channel);
            channel.close();
            throw new SpoolException(
                    SpoolException.Kind.UNUSABLE,
                    "spool.directory " + directory + " is in use by another process" + holder
                            + "; each monitor needs a directory of its own");
        } catch (IOException e) {
            closeQuietly(channel);
            throw SpoolDirectory.unusable(directory, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            // Beyond the text, so that others can read who it is where locks are mandatory.
            return channel.tryLock(1L << 20, 1, false);
        } catch (OverlappingFileLockException ownProcess) {
            return null;
        }
    }

    /** Only for people; a full disk must not keep the monitor from starting. */
    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException unsigned) {
            SpoolDirectory.LOG.debug("the lock has no signature: {}", unsigned.toString());
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        int length = channel.read(text, 0);
        return length <= 0 ? "" : " (" + new String(text.array(), 0, length, StandardCharsets.US_ASCII) + ")";
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException closed) {
                SpoolDirectory.LOG.debug("the lock: {}", closed.toString());
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
