package io.nudger.record;

import io.nudger.config.Pem;
import io.nudger.config.PostgresSettings;
import io.nudger.document.Refusal;
import io.nudger.document.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The options of the two clients of PostgreSQL: the Vert.x client that writes, and JDBC for the migrations. Both
 * understand the connection parameters of libpq; every parameter that is not one of these is set on the server.
 */
final class PgOptions {
    private static final String SSL_MODE = "sslmode";
    private static final String ROOT_CERTIFICATE = "sslrootcert";
    private static final String CERTIFICATE = "sslcert";
    private static final String KEY = "sslkey";
    private static final String APPLICATION_NAME = "application_name";
    private static final String CONNECT_TIMEOUT = "connect_timeout";
    private static final Set<String> OF_THE_CLIENT =
            Set.of(SSL_MODE, ROOT_CERTIFICATE, CERTIFICATE, KEY, APPLICATION_NAME, CONNECT_TIMEOUT);

    /** As libpq does without options: encrypted when the server can, not verified. */
    private static final String DEFAULT_SSL_MODE = "prefer";

    private static final String DEFAULT_APPLICATION_NAME = "nudger";
    private static final String DEFAULT_CONNECT_TIMEOUT = "10";
    private static final int STATEMENTS = 64;
    private static final int STATEMENT_LENGTH = 16_384;

    private final PostgresSettings settings;

    PgOptions(PostgresSettings settings) {
        this.settings = settings;
    }

    /**
     * For a connection of the Vert.x client, with certificates and the password as their files are now. Blocks.
     *
     * @param statementTimeout when the server gives up a statement; a session that stands still in a transaction for as
     *     long is ended, so that its locks do not outlive a client that is gone
     * @throws IllegalStateException when a file cannot be read; the message names it
     */
    PgConnectOptions client(Duration statementTimeout) {
        Secret password = settings.password();
        PgConnectOptions options = new PgConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.database())
                .setUser(settings.user())
                .setPassword(password == null ? "" : password.renewed())
                .setSslMode(SslMode.of(parameter(SSL_MODE, DEFAULT_SSL_MODE)))
                .setSslOptions(tls())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS)
                .setPreparedStatementCacheSqlLimit(STATEMENT_LENGTH);
        String millis = Long.toString(statementTimeout.toMillis());
        options.addProperty("application_name", parameter(APPLICATION_NAME, DEFAULT_APPLICATION_NAME))
                .addProperty("statement_timeout", millis)
                .addProperty("idle_in_transaction_session_timeout", millis);
        serverParameters().forEach(options::addProperty);
        return options.addProperty("search_path", quoted(settings.schema()));
    }

    /** {@code jdbc:postgresql://host:port/database}. */
    String jdbcUrl() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "jdbc:postgresql://" + host + ":" + settings.port() + "/"
                + URLEncoder.encode(settings.database(), StandardCharsets.UTF_8);
    }

    /**
     * The rest of what JDBC needs, user and password among it. Blocks when there is a key to look at.
     *
     * @throws IllegalStateException when the key cannot be read; the message names it
     */
    Properties jdbcProperties() {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        Secret password = settings.password();
        if (password != null) {
            properties.setProperty("password", password.renewed());
        }
        properties.setProperty("ApplicationName", parameter(APPLICATION_NAME, DEFAULT_APPLICATION_NAME));
        String seconds = parameter(CONNECT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(SSL_MODE, parameter(SSL_MODE, DEFAULT_SSL_MODE));
        if (verifies() && rootCertificate() == null) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        copy(properties, ROOT_CERTIFICATE, rootCertificate());
        copy(properties, CERTIFICATE, certificate());
        String key = settings.parameters().get(KEY);
        if (key != null) {
            properties.setProperty(KEY, key);
            // JDBC takes every key for one of RSA.
            properties.setProperty("pemKeyAlgorithm", checkedKey(key).getAlgorithm());
        }
        String options = serverParameters().entrySet().stream()
                .map(entry -> "-c " + entry.getKey() + "=" + entry.getValue().replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
        copy(properties, "options", options.isEmpty() ? null : options);
        return properties;
    }

    private ClientSSLOptions tls() {
        boolean verified = verifies();
        String root = rootCertificate();
        ClientSSLOptions tls = new ClientSSLOptions()
                .setTrustAll(!verified)
                .setHostnameVerificationAlgorithm(
                        parameter(SSL_MODE, DEFAULT_SSL_MODE).equals("verify-full") ? "HTTPS" : "");
        if (verified) {
            tls.setTrustOptions(root == null ? platformTrust() : new PemTrustOptions().addCertValue(content(root)));
        }
        String certificate = certificate();
        String key = settings.parameters().get(KEY);
        if (certificate != null && key != null) {
            PemKeyCertOptions ours = new PemKeyCertOptions().setCertValue(content(certificate));
            // The client reads other forms as well, but JDBC does not: nobody is to learn that from a migration.
            PrivateKey unused = checkedKey(key);
            tls.setKeyCertOptions(ours.setKeyValue(content(key)));
        }
        return tls;
    }

    /** The file of the client's certificate; null when it has none. */
    @Nullable String certificate() {
        return settings.parameters().get(CERTIFICATE);
    }

    /** The content and not the path: the client keeps what it has read for as long as the options are equal. */
    private static Buffer content(String file) {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new IllegalStateException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey checkedKey(String file) {
        try {
            return Pem.key(Path.of(file));
        } catch (Refusal e) {
            throw new IllegalStateException("the file " + file + " " + e.reason(), e);
        }
    }

    private boolean verifies() {
        return parameter(SSL_MODE, DEFAULT_SSL_MODE).startsWith("verify-");
    }

    /** Null stands for the authorities that the Java platform trusts. */
    private @Nullable String rootCertificate() {
        String root = settings.parameters().get(ROOT_CERTIFICATE);
        return "system".equals(root) ? null : root;
    }

    private static TrustOptions platformTrust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (NoSuchAlgorithmException | KeyStoreException e) {
            throw new IllegalStateException("every Java platform has a trust store", e);
        }
    }

    private String parameter(String name, String fallback) {
        return settings.parameters().getOrDefault(name, fallback);
    }

    private Map<String, String> serverParameters() {
        Map<String, String> parameters = new LinkedHashMap<>(settings.parameters());
        parameters.keySet().removeAll(OF_THE_CLIENT);
        return parameters;
    }

    private static void copy(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
