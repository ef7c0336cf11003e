package io.nudger.config;

import io.nudger.check.Ports;
import io.nudger.config.EmailSpec.Encryption;
import io.nudger.config.EmailSpec.Server;
import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a receiver that gets email. */
final class EmailReader {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final Type<String> ADDRESS = Type.text(
            "an address such as ops@example.com",
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"));
    private static final Type<String> HOST = Type.text("a host name or address", Pattern.compile("[^\\s/]{1,255}"));
    private static final Type<Encryption> STARTTLS = Type.oneOf(Map.of(
            "required", Encryption.STARTTLS_REQUIRED,
            "optional", Encryption.STARTTLS_OPTIONAL,
            "disabled", Encryption.DISABLED,
            "implicit", Encryption.TLS));
    private static final Type<String> USER =
            Type.scalar("a user name", Pattern.compile("[^\\p{Cntrl}]{1,1000}")).hidden();
    private static final Type<String> PASSWORD =
            Type.scalar("a password", Pattern.compile("[^\\p{Cntrl}]{1,1000}")).hidden();

    private EmailReader() {}

    static EmailSpec read(String name, Section section) {
        List<String> to = List.copyOf(Lists.oneOrMore(section, "to", "a list of addresses", ADDRESS));
        if (to.isEmpty() && (!section.has("to") || section.isList("to"))) {
            section.problem("to", "wanted at least one address, found none");
        }
        String from = section.require("from", ADDRESS);
        String host = section.require("host", HOST);
        int port = section.read("port", Type.number(1, Ports.HIGHEST), SUBMISSION);
        String user = section.read("user", USER);
        String password = section.read("password", PASSWORD);
        if (section.has("user") != section.has("password")) {
            section.problem(
                    section.has("user") ? "user" : "password",
                    "wanted " + (section.has("user") ? "password" : "user") + " beside it, found none");
        }
        if (section.has("proxy")) {
            section.problem("proxy", "email goes over no proxy; leave it out");
        }
        Server server = new Server(
                host == null ? "" : host,
                port,
                encryption(section, port),
                user,
                password == null ? null : Secret.of(password));
        return new EmailSpec(name, to, from == null ? "" : from, server, ReceiverReader.calling(section));
    }

    /** On port 465 everything is encrypted from the first byte. */
    private static Encryption encryption(Section section, int port) {
        Encryption otherwise = port == SUBMISSIONS ? Encryption.TLS : Encryption.STARTTLS_REQUIRED;
        return section.read("starttls", STARTTLS, otherwise);
    }
}
