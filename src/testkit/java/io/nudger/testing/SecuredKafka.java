package io.nudger.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Brokers that let in only who can prove who he is. */
public final class SecuredKafka {
    /** The password of all users. */
    public static final String PASSWORD = "right";

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String MECHANISM = "SCRAM-SHA-512";

    private SecuredKafka() {}

    /**
     * Starts one of the caller's own with the users {@code admin}, who may do everything, and {@code monitor}, who may do
     * only what he was allowed. They log in with a password, without TLS.
     */
    public static EmbeddedKafka start() {
        return EmbeddedKafka.temporary(Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                        PLAIN + " username=admin password=%1$s user_admin=%1$s user_monitor=%1$s;".formatted(PASSWORD),
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // The controller's own listener knows no logins.
                "super.users", "User:admin;User:ANONYMOUS"));
    }

    /** The client properties of this login. */
    public static Map<String, String> login(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", PLAIN + " username=%s password=%s;".formatted(user, password));
    }

    /**
     * Starts one of the caller's own that wants a certificate of every client.
     *
     * @param server its key and certificate, PEM; read at each start
     * @param authority whose certificates it trusts, PEM; read at each start
     */
    public static EmbeddedKafka mutualTls(Path server, Path authority) {
        return EmbeddedKafka.temporary(Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.location", server.toString(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", authority.toString(),
                "ssl.client.auth", "required"));
    }

    /**
     * Starts one of the caller's own with the user {@code nudger}, who logs in by SCRAM over TLS.
     *
     * @param server its key and certificate, PEM
     * @param authority who signed that, PEM: a broker has to trust itself
     */
    public static EmbeddedKafka scramOverTls(Path server, Path authority) {
        return EmbeddedKafka.temporary(
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.location",
                        server.toString(),
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        authority.toString(),
                        "sasl.enabled.mechanisms",
                        MECHANISM,
                        "sasl.mechanism.inter.broker.protocol",
                        MECHANISM,
                        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
                        SCRAM + " username=nudger password=%s;".formatted(PASSWORD)),
                List.of(MECHANISM + "=[name=nudger,password=" + PASSWORD + "]"));
    }

    /** The property {@code sasl.jaas.config} of the user {@code nudger} with this password. */
    public static String scramLogin(String password) {
        return SCRAM + " username=\"nudger\" password=\"" + password + "\";";
    }
}
