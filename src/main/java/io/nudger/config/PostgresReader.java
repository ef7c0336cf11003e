package io.nudger.config;

import io.nudger.check.Micros;
import io.nudger.document.Refusal;
import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Type;
import io.nudger.document.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings of PostgreSQL. */
final class PostgresReader {
    private static final Type<String> USER = Type.text("the name of a user", Pattern.compile("[^\\p{Cntrl}]{1,63}"));
    private static final Type<String> PASSWORD =
            Type.of("a password", text -> text).hidden();
    /** Lower case only, so that it means the same with and without quotes. */
    private static final Type<String> SCHEMA =
            Type.text("the name of a schema: 1 to 63 of a-z, 0-9 and _", Pattern.compile("[a-z_][a-z0-9_]{0,62}"));

    private static final Type<String> ROLE =
            Type.text("the name of a role, or \"\" for none", Pattern.compile("[^\\p{Cntrl}]{0,63}"));

    private static final Type<Integer> BATCH_SIZE = Type.number(1, 100_000);
    private static final Type<Duration> LINGER = Type.duration(Duration.ZERO, Duration.ofMinutes(1));
    private static final Type<Duration> RETENTION = Type.duration(Duration.ofDays(1), Duration.ofDays(36_500));

    private static final String DEFAULT_URI = "postgresql://${PG_HOST:-localhost}:${PG_PORT:-5432}/${PG_DB:-nudger}";
    private static final PostgresUri STAND_IN = new PostgresUri("", 0, "", null, null, Map.of());

    private PostgresReader() {}

    /**
     * Reads the section of this name.
     *
     * @param needed whether the process connects at all; if not, and the section is absent, the environment does not
     *     matter either
     */
    static PostgresSettings read(Section root, boolean needed) {
        Section section = root.section("postgres");
        return read(needed || root.has("postgres") ? section : section.withoutEnvironment());
    }

    private static PostgresSettings read(Section postgres) {
        PostgresUri uri = postgres.readOr("uri", PostgresUri.TYPE, DEFAULT_URI, STAND_IN);
        Secret uriPassword = uri.password();
        String user = credential(postgres, "user", USER, uri.user(), "${PG_USER:-nudger}");
        String password = credential(
                postgres,
                "password",
                PASSWORD,
                uriPassword == null ? null : uriPassword.reveal(),
                "${PG_PASSWORD:-nudger}");
        PostgresSettings settings = new PostgresSettings(
                uri.host(),
                uri.port(),
                uri.database(),
                user,
                password.isEmpty() ? null : Secret.of(password, postgres.fileText("password")),
                uri.parameters(),
                postgres.read("schema", SCHEMA, "nudger"),
                postgres.read("batch_size", BATCH_SIZE, 5_000),
                postgres.read("batch_linger", LINGER, Duration.ofMillis(200)),
                retention(postgres),
                postgres.read("migrate", Type.BOOLEAN, true),
                new Grantees(
                        role(postgres, "persister_role"),
                        role(postgres, "reader_role"),
                        role(postgres, "alerter_role")));
        checkKey(postgres, uri.parameters().get("sslkey"));
        postgres.end();
        return settings;
    }

    /** A file that is not there yet is waited for; one with another key would be waited for in vain. */
    private static void checkKey(Section postgres, @Nullable String file) {
        if (file == null || !Files.isReadable(Path.of(file))) {
            return;
        }
        try {
            PrivateKey unused = Pem.key(Path.of(file));
        } catch (Refusal e) {
            postgres.problem("uri", e.naming(file).fault());
        }
    }

    private static @Nullable String role(Section postgres, String key) {
        String name = postgres.read(key, ROLE, "");
        return name.isEmpty() ? null : name;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Retention retention(Section postgres) {
        Duration checks = postgres.read("retention", RETENTION, Duration.ofDays(90));
        Duration archive = postgres.read("archive_retention", RETENTION, checks);
        if (archive.compareTo(checks) < 0) {
            postgres.problem(
                    "archive_retention", "must not be shorter than retention: checks are archived when that is over");
        }
        Duration sums = postgres.read("rollup_retention", RETENTION, max(Duration.ofDays(1_096), checks));
        if (sums.compareTo(checks) < 0) {
            postgres.problem("rollup_retention", "must not be shorter than retention: sums outlive their rows");
        }
        return new Retention(checks, archive, failures(postgres, max(checks, archive)), sums);
    }

    private static Duration failures(Section postgres, Duration longest) {
        Duration failures = postgres.read("failure_retention", RETENTION, longest);
        if (failures.compareTo(longest) > 0) {
            postgres.problem(
                    "failure_retention",
                    "wanted at most as long as checks are kept, " + Units.TIME.format(Micros.of(longest)) + ", found "
                            + Units.TIME.format(Micros.of(failures)));
        }
        return failures;
    }

    /** From the key or from the URI; where they differ, nobody knows which one was meant. */
    private static String credential(
            Section postgres, String key, Type<String> type, @Nullable String inUri, String otherwise) {
        if (postgres.entry(key) == null) {
            return inUri == null ? postgres.readOr(key, type, otherwise, "") : inUri;
        }
        String value = postgres.read(key, type, "");
        if (inUri != null && !value.isEmpty() && !value.equals(inUri)) {
            postgres.problem(key, "the uri names another " + key + "; keep one of the two");
        }
        return value;
    }
}
