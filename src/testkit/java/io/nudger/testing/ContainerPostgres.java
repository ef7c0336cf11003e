package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.document.Secret;
import java.util.Map;

/** A PostgreSQL server in a container. */
final class ContainerPostgres implements DatabaseServer {
    private static final int PORT = 5432;
    private static final String PASSWORD = "of a test";

    private final int port = FreePorts.next();
    private final ServiceContainer container;

    private ContainerPostgres() {
        container = new ServiceContainer(
                Services.POSTGRES_IMAGE, port, PORT, Map.of("POSTGRES_PASSWORD", PASSWORD), () -> assertThat(
                                database("postgres").number("SELECT 1"))
                        .isEqualTo(1));
    }

    /** Starts one. */
    static ContainerPostgres running() {
        return new ContainerPostgres();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String superuser() {
        return "postgres";
    }

    @Override
    public Secret password() {
        return Secret.of(PASSWORD);
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void suspend() {
        container.pause();
    }

    @Override
    public void resume() {
        container.unpause();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void close() {
        container.close();
    }
}
