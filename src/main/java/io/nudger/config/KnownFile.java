package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.Environment;
import io.nudger.document.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file of targets that was read, and was right: as long as it says the same, it need not be read again. */
final class KnownFile {
    private final byte[] digest;
    /** What was put in from the environment. */
    private final Map<String, @Nullable String> variables;

    /** Other files that are part of it, which may have changed although this one did not. */
    private final Set<Path> files;

    private final List<Target> targets;

    /** @param digest the {@link #digest} of its text */
    KnownFile(byte[] digest, Reading reading, List<Target> targets) {
        this.digest = digest;
        this.variables = reading.variables();
        this.files = reading.files();
        this.targets = targets;
    }

    Set<Path> files() {
        return files;
    }

    List<Target> targets() {
        return targets;
    }

    /** Whether the file, with a text of this digest now, still gives the same targets. */
    boolean isStill(byte[] now, Environment environment) {
        return files.isEmpty()
                && Arrays.equals(digest, now)
                && variables.entrySet().stream()
                        .allMatch(each -> Objects.equals(environment.get(each.getKey()), each.getValue()));
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
