package io.nudger.http;

import io.nudger.check.FailureReason;
import io.nudger.testing.ProxyProgram;
import io.nudger.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of misbehaving servers through proxies that others have written, where they are installed: in a tunnel a check
 * finds of the site what it finds without one. Left out is what is between proxy and site: names and addresses.
 */
class MisbehavingServersBehindProxiesTest {
    private static final Set<FailureReason> THE_PROXYS =
            Set.of(FailureReason.RESOLVE, FailureReason.CONNECT, FailureReason.BLOCKED_ADDRESS);

    /** A proxy passes a reset on as an ordinary end, which is what ends such a body. */
    private static final String TAKEN_FOR_ITS_END = "ends a body without length by a reset";

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> throughSocks() throws InterruptedException {
        Assumptions.assumeTrue(Tool.isOnPath("microsocks"), "microsocks is a SOCKS5 proxy");
        try (ProxyProgram proxy = ProxyProgram.microsocks()) {
            return verdicts(
                    Stream.of(HttpRows.all(), EncodingRows.all(), RedirectRows.all(), TlsRows.all(), Http2Rows.all())
                            .flatMap(rows -> rows)
                            .filter(row -> !row.name().equals(TAKEN_FOR_ITS_END)),
                    proxy);
        }
    }

    /** Of plain HTTP the proxy is a part, and says itself what it makes of it. */
    @TestFactory
    Stream<DynamicTest> throughHttp() throws InterruptedException {
        Assumptions.assumeTrue(Tool.isOnPath("tinyproxy"), "tinyproxy is an HTTP proxy");
        try (ProxyProgram proxy = ProxyProgram.tinyproxy(directory)) {
            return verdicts(
                    Stream.concat(TlsRows.all(), Http2Rows.all())
                            .filter(row -> !row.name().contains("is known to be")),
                    proxy);
        }
    }

    private static Stream<DynamicTest> verdicts(Stream<Row> rows, ProxyProgram proxy) throws InterruptedException {
        List<Row> through = rows.filter(
                        row -> !THE_PROXYS.contains(row.expected().reason()))
                .map(row -> row.through(proxy.url()))
                .toList();
        List<DynamicTest> verdicts = new ArrayList<>();
        try (RowRunner runner = new RowRunner()) {
            runner.run(through);
            for (Row row : through) {
                RowRunner.Result result = runner.of(row);
                verdicts.add(DynamicTest.dynamicTest(row.name(), () -> result.verify(row)));
            }
        }
        return verdicts.stream();
    }
}
