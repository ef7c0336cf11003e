package io.nudger.testing;

import java.util.Map;

/**
 * A broker that lets in only who has a password ({@code admin}, who may do everything, and {@code monitor}), and lets them
 * do only what they were allowed.
 */
public final class SecuredKafka {
    /** The password of both. */
    public static final String PASSWORD = "right";

    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private SecuredKafka() {}

    /** Starts one of the caller's own. */
    public static EmbeddedKafka start() {
        return EmbeddedKafka.temporary(Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                        LOGIN + " username=admin password=%1$s user_admin=%1$s user_monitor=%1$s;".formatted(PASSWORD),
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // The controller's own listener knows no logins.
                "super.users", "User:admin;User:ANONYMOUS"));
    }

    /** The client properties of this login. */
    public static Map<String, String> login(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", LOGIN + " username=%s password=%s;".formatted(user, password));
    }
}
