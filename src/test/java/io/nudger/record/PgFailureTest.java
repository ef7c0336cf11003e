package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.ForeignTexts;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PgFailureTest {
    /** PostgreSQL repeats the value that it refuses. */
    @Test
    void whatPostgresSaysIsOneHarmlessLine() {
        String said = "invalid input syntax: \"" + ForeignTexts.ALL + "\"";
        for (Throwable failure : new Throwable[] {
            new PgException(said, "ERROR", "22P02", null), new SQLException(said), new IllegalStateException(said)
        }) {
            String described = PgFailure.describe(failure);
            ForeignTexts.assertHarmless(described);
            assertThat(described).startsWith("invalid input syntax").doesNotContain("\n");
        }
    }
}
