package io.nudger.spool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

/** The file of a spool's database, in whatever state it is. */
final class SpoolFile {
    private final SpoolDirectory directory;
    private final InstantSource clock;

    SpoolFile(SpoolDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * A database that begins anew with what could be read of a corrupt one.
     *
     * @param entries how many entries that were
     */
    record Rescued(SpoolDatabase database, long entries) {}

    /** Opens it, and makes it when there is none; on a full disk with the room that is held in reserve. */
    SpoolDatabase open() throws SQLException {
        try {
            return SpoolDatabase.open(directory.database());
        } catch (SQLException e) {
            if (!SpoolDatabase.isFull(e)) {
                throw e;
            }
            directory.giveReserve();
            return SpoolDatabase.open(directory.database());
        }
    }

    /** Sets the file aside, which nobody may have open, and begins anew with what can be read of it. */
    Rescued rescue(SQLException why) throws SpoolException {
        if (!Files.exists(directory.database())) {
            throw failure(why);
        }
        Path aside = directory.setAside(clock.millis());
        SpoolDirectory.LOG.error("the spool is corrupt ({}): it is kept as {}", why.getMessage(), aside);
        try {
            SpoolDatabase fresh = open();
            try {
                return new Rescued(fresh, Rescue.copy(aside, fresh, clock.millis()));
            } catch (SQLException e) {
                fresh.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What a failure of the database is to those who use the spool. */
    SpoolException failure(SQLException e) {
        String path = "spool.directory " + directory.path().toAbsolutePath();
        if (SpoolDatabase.isFull(e)) {
            return new SpoolException(SpoolException.Kind.FULL, "no space left on the disk of " + path, e);
        }
        SpoolException.Kind kind =
                SpoolDatabase.isCorrupt(e) ? SpoolException.Kind.CORRUPT : SpoolException.Kind.FAILED;
        return new SpoolException(kind, path + ": " + e.getMessage(), e);
    }
}
