package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that gets email.
 *
 * @param name the identity
 * @param to addresses
 * @param from the sender's address
 * @param server the server that takes it
 * @param calling how the server is reached
 */
public record EmailSpec(String name, List<String> to, String from, Server server, Calling calling)
        implements ReceiverSpec {
    public EmailSpec {
        requireNonNull(name, "name");
        to = List.copyOf(to);
        requireNonNull(from, "from");
        requireNonNull(server, "server");
        requireNonNull(calling, "calling");
    }

    /**
     * A mail server.
     *
     * @param host its name or address
     * @param port its port
     * @param encryption how the connection is encrypted
     * @param user who logs in; null for nobody
     * @param password the password; null without a user
     */
    public record Server(
            String host, int port, Encryption encryption, @Nullable String user, @Nullable Secret password) {}

    /** How the connection to a mail server is encrypted. */
    public enum Encryption {
        /** By STARTTLS, or no mail is sent. */
        STARTTLS_REQUIRED,
        /** By STARTTLS where the server offers it. */
        STARTTLS_OPTIONAL,
        /** Not at all. */
        DISABLED,
        /** From its first byte, as on port 465. */
        TLS
    }

    @Override
    public String kind() {
        return "email";
    }
}
