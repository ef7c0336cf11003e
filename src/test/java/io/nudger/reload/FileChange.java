package io.nudger.reload;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.locks.LockSupport;

/** The ways in which a file comes to have another content. */
enum FileChange {
    PLAIN_WRITE {
        @Override
        void apply(Path file, String content) throws IOException {
            Files.writeString(file, content);
        }
    },
    ATOMIC_RENAME {
        @Override
        void apply(Path file, String content) throws IOException {
            Path written = Files.writeString(file.resolveSibling(".targets.new"), content);
            Files.move(written, file, ATOMIC_MOVE);
        }
    },
    EDITOR_WITH_BACKUP {
        @Override
        void apply(Path file, String content) throws IOException {
            Files.move(file, file.resolveSibling(file.getFileName() + "~"));
            Files.writeString(file, content);
        }
    },
    TRUNCATED_THEN_WRITTEN_IN_PIECES {
        @Override
        void apply(Path file, String content) throws IOException {
            Files.writeString(file, "");
            for (String line : content.lines().toList()) {
                LockSupport.parkNanos(PIECE_NANOS);
                Files.writeString(file, line + "\n", APPEND);
            }
        }
    },
    ANOTHER_CONTENT_OF_THE_SAME_SIZE_AND_TIME {
        @Override
        void apply(Path file, String content) throws IOException {
            FileTime time = Files.getLastModifiedTime(file);
            long missing = Files.size(file) - content.length();
            Files.writeString(file, content + "#".repeat((int) Math.max(0, missing)));
            Files.setLastModifiedTime(file, time);
        }
    };

    /** How long a slow writer takes for a line. */
    private static final long PIECE_NANOS = 40_000_000;

    abstract void apply(Path file, String content) throws IOException;
}
