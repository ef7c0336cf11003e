package io.nudger.testing;

import io.nudger.document.Secret;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the tests get Kafka and PostgreSQL from. The system property {@code nudger.services} says it:
 *
 * <ul>
 *   <li>{@code embedded}, the default: within this JVM and beside it, without Docker
 *   <li>{@code containers}: the images of {@code docker/compose.yaml}, by Testcontainers
 *   <li>{@code given}: servers that run already, at {@code nudger.kafka} ({@code host:port}) and {@code nudger.postgres}
 *       ({@code postgresql://superuser:password@host:port}); they keep what the tests make there
 * </ul>
 *
 * Tests that need a server with a configuration of its own (certificates, users, small limits), or one that was never
 * there, use {@link EmbeddedKafka} and {@link EmbeddedPostgres} themselves.
 */
public final class Services {
    /** The image of the broker in {@code docker/compose.yaml}. */
    public static final String KAFKA_IMAGE = "apache/kafka:4.4.0";

    /** The image of the database server there. */
    public static final String POSTGRES_IMAGE = "postgres:18";

    private static final Kind KIND =
            Kind.valueOf(System.getProperty("nudger.services", "embedded").toUpperCase(Locale.ROOT));

    private Services() {}

    private enum Kind {
        EMBEDDED,
        CONTAINERS,
        GIVEN
    }

    /** The broker that all tests share. Nobody may stop it. */
    public static Broker kafka() {
        return SharedKafka.INSTANCE;
    }

    /** The database server that all tests share. Nobody may stop it. */
    public static DatabaseServer postgres() {
        return SharedPostgres.INSTANCE;
    }

    /** A running broker of the caller's own, which may be stopped. Never a given one: that is not ours to stop. */
    public static Broker ownKafka() {
        return KIND == Kind.CONTAINERS ? ContainerKafka.running() : EmbeddedKafka.temporary();
    }

    /** A running database server of the caller's own, which may be stopped, frozen and killed. Never a given one. */
    public static DatabaseServer ownPostgres() {
        return KIND == Kind.CONTAINERS ? ContainerPostgres.running() : EmbeddedPostgres.temporary();
    }

    private static String given(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("nudger.services is given: say where, with -D" + property);
        }
        return value;
    }

    /** Closes it when the JVM ends. */
    static <S extends Service> S untilTheEnd(S service) {
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop-shared-service"));
        return service;
    }

    /** Made when it is first asked for. */
    private static final class SharedKafka {
        static final Broker INSTANCE =
                switch (KIND) {
                    case EMBEDDED -> EmbeddedKafka.shared();
                    case CONTAINERS -> untilTheEnd(ContainerKafka.running());
                    case GIVEN -> new GivenKafka(given("nudger.kafka"));
                };
    }

    /** Made when it is first asked for. */
    private static final class SharedPostgres {
        static final DatabaseServer INSTANCE =
                switch (KIND) {
                    case EMBEDDED -> EmbeddedPostgres.shared();
                    case CONTAINERS -> untilTheEnd(ContainerPostgres.running());
                    case GIVEN -> new GivenPostgres(URI.create(given("nudger.postgres")));
                };
    }

    /** A server that runs anyway: not ours to stop or to start. */
    private abstract static class Given implements Service {
        @Override
        public final void stop() {
            throw refusal();
        }

        @Override
        public final void start() {
            throw refusal();
        }

        @Override
        public final void close() {
            // It goes on.
        }

        static UnsupportedOperationException refusal() {
            return new UnsupportedOperationException("a given service is not ours to stop or to start");
        }
    }

    private static final class GivenKafka extends Given implements Broker {
        private final String bootstrapServers;

        GivenKafka(String bootstrapServers) {
            this.bootstrapServers = bootstrapServers;
        }

        @Override
        public String bootstrapServers() {
            return bootstrapServers;
        }
    }

    private static final class GivenPostgres extends Given implements DatabaseServer {
        private static final int DEFAULT_PORT = 5432;

        private final URI uri;
        private final String[] login;

        GivenPostgres(URI uri) {
            this.uri = uri;
            this.login = uri.getUserInfo() == null
                    ? new String[] {"postgres"}
                    : uri.getUserInfo().split(":", 2);
        }

        @Override
        public String host() {
            return uri.getHost();
        }

        @Override
        public int port() {
            return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        }

        @Override
        public String superuser() {
            return login[0];
        }

        @Override
        public @Nullable Secret password() {
            return login.length == 2 ? Secret.of(login[1]) : null;
        }

        @Override
        public void suspend() {
            throw refusal();
        }

        @Override
        public void resume() {
            throw refusal();
        }

        @Override
        public void kill() {
            throw refusal();
        }
    }
}
