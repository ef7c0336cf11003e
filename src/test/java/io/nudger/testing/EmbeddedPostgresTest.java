package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    @Test
    void eachTestHasADatabaseOfItsOwn() {
        TestDatabase one = EmbeddedPostgres.shared().createDatabase();
        TestDatabase other = EmbeddedPostgres.shared().createDatabase();
        one.execute("CREATE TABLE public.t AS SELECT 1 AS n");

        assertThat(one.number("SELECT n FROM t")).isOne();
        assertThatThrownBy(() -> other.query("SELECT n FROM t")).hasMessageContaining("does not exist");
    }

    @Test
    void itCannotBeReachedFromElsewhere() throws IOException {
        int port = EmbeddedPostgres.shared().port();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, port).close()).isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void outagesOfEveryKindKeepPortAndData() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
            TestDatabase database = postgres.createDatabase();
            database.execute("CREATE TABLE public.t AS SELECT 1 AS n");

            postgres.stop();
            assertThatThrownBy(() -> database.query("SELECT 1")).hasMessageContaining("refused");
            postgres.start();
            assertThat(database.number("SELECT n FROM t")).isOne();

            postgres.kill();
            assertThatThrownBy(() -> database.query("SELECT 1")).hasMessageContaining("refused");
            postgres.start();
            assertThat(database.number("SELECT n FROM t")).isOne();

            postgres.suspend();
            CompletableFuture<Long> answer = CompletableFuture.supplyAsync(() -> database.number("SELECT n FROM t"));
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            postgres.resume();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isOne();
        }
    }

    @Test
    void takenPortIsAnError(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres postgres = EmbeddedPostgres.at(directory.resolve("data"), taken.getLocalPort())) {
            assertThatThrownBy(postgres::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namedDatabaseIsMadeOnce(@TempDir Path directory) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.at(directory.resolve("data"), FreePorts.next())) {
            postgres.start();
            postgres.createDatabase("nudger", "nudger", "nudger").execute("CREATE TABLE public.t AS SELECT 1 AS n");

            TestDatabase again = postgres.createDatabase("nudger", "nudger", "nudger");

            assertThat(again.number("SELECT n FROM t")).isOne();
            assertThat(again.settings().user()).isEqualTo("nudger");
        }
    }

    @Test
    void aServerThatNobodyOwnsEndsAlthoughASessionIsOpen(@TempDir Path directory) throws SQLException {
        int port = FreePorts.next();
        try (EmbeddedPostgres owner = EmbeddedPostgres.at(directory, port)) {
            owner.start();
            try (Connection session = owner.database("postgres").connect()) {
                assertThat(session.isValid(5)).isTrue();
                EmbeddedPostgres.at(directory, port).stop();
                assertThat(FreePorts.isFree(port)).isTrue();
            }
        }
    }
}
