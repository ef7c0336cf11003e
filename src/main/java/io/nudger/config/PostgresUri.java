package io.nudger.config;

import io.nudger.check.Percent;
import io.nudger.check.Ports;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Secret;
import io.nudger.document.Suggestion;
import io.nudger.document.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code postgresql://} URI, taken apart. No reason for a refusal repeats a piece of it but the names of parameters:
 * it may hold a password.
 *
 * @param host the host; an IPv6 address without its brackets
 * @param port the port
 * @param database the name of the database
 * @param user the user; null when it names none
 * @param password the password; null when it holds none
 * @param parameters the parameters, by name
 */
record PostgresUri(
        String host,
        int port,
        String database,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> parameters) {
    static final Type<PostgresUri> TYPE = Type.of(
                    "a URI like postgresql://host:5432/database?sslmode=require", PostgresUri::parse)
            .textOnly()
            .hidden();

    private static final int DEFAULT_PORT = 5_432;
    private static final Pattern FORM = Pattern.compile("postgres(?:ql)?://([^/?#]*)(?:/([^/?#]*))?(?:\\?([^#]*))?");
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]@,]+))(?::(\\d{1,5}))?");
    private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{0,3}");
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final List<String> SSL_PARAMETERS = List.of("sslmode", "sslrootcert", "sslcert", "sslkey");
    /** Parameters that would say a second time what the URI or a key says already. */
    private static final List<String> SAID_ELSEWHERE = List.of("host", "port", "dbname", "user", "password");

    private static PostgresUri parse(String text) throws Refusal {
        Matcher uri = FORM.matcher(text);
        if (!uri.matches()) {
            throw new Refusal(whyNot(text));
        }
        String authority = uri.group(1);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        Matcher server = SERVER.matcher(authority.substring(at + 1));
        if (!server.matches()) {
            throw new Refusal("after :// and any user there must be one host, and a port if any");
        }
        String path = uri.group(2);
        if (path == null || path.isEmpty()) {
            throw new Refusal("it names no database");
        }
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
        return new PostgresUri(
                server.group(1) == null ? decode(server.group(2)) : server.group(1),
                port(server.group(3)),
                decode(path),
                user.isEmpty() ? null : user,
                password.isEmpty() ? null : Secret.of(password),
                parameters(uri.group(3)));
    }

    private static String whyNot(String text) {
        if (text.startsWith("jdbc:")) {
            return "leave out the jdbc: before it";
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            return "it does not begin with postgresql://";
        }
        return "characters such as / ? # @ in a user or password are written as %2F %3F %23 %40";
    }

    private static int port(@Nullable String text) throws Refusal {
        int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
        if (!Ports.isPort(port)) {
            throw new Refusal("the port is not from 1 to " + Ports.HIGHEST);
        }
        return port;
    }

    private static Map<String, String> parameters(@Nullable String query) throws Refusal {
        Map<String, String> parameters = new TreeMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Refusal("its parameters are not of the form name=value");
            }
            String name = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            checkParameter(name, value);
            if (parameters.put(name, value) != null) {
                throw new Refusal("its parameter " + Quoted.of(name) + " stands twice");
            }
        }
        return parameters;
    }

    private static void checkParameter(String name, String value) throws Refusal {
        if (SAID_ELSEWHERE.contains(name)) {
            throw new Refusal("its parameter " + Quoted.of(name) + " belongs before the ?, or in a key of its own");
        }
        if (name.startsWith("ssl") && !SSL_PARAMETERS.contains(name)) {
            throw new Refusal(
                    "its parameter " + Quoted.of(name) + " is unknown; " + Suggestion.among(SSL_PARAMETERS, name));
        }
        if (name.equals("sslmode") && !SSL_MODES.contains(value)) {
            throw new Refusal("its sslmode is unknown; " + Suggestion.among(SSL_MODES, value));
        }
        if (name.equals("connect_timeout") && !SECONDS.matcher(value).matches()) {
            throw new Refusal("its connect_timeout is not a whole number of seconds");
        }
    }

    /** Percent signs as in a URI; a plus is a plus. */
    private static String decode(String text) throws Refusal {
        try {
            return Percent.decode(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("a % in it is not followed by two hexadecimal digits; % itself is written as %25");
        }
    }
}
