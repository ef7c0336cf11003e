package io.nudger.http;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of misbehaving servers, all on real sockets. Of each: the outcome, the reason, the phase in which the exchange
 * died, that the deadline held, and that nobody is left on the line.
 */
class MisbehavingServersTest {
    private static final RowRunner RUNNER = new RowRunner();

    static Stream<Row> rows() {
        return Stream.of(
                        HttpRows.all(),
                        EncodingRows.all(),
                        RedirectRows.all(),
                        TlsRows.all(),
                        Http2Rows.all(),
                        AddressRows.all())
                .flatMap(rows -> rows);
    }

    @BeforeAll
    static void runAll() throws InterruptedException {
        RUNNER.run(rows().toList());
    }

    @AfterAll
    static void stop() {
        RUNNER.close();
    }

    @ParameterizedTest
    @MethodSource
    void rows(Row row) {
        RUNNER.of(row).verify(row);
    }
}
