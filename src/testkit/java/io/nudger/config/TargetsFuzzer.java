package io.nudger.config;

import io.nudger.check.TargetInfo;
import io.nudger.document.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Any bytes as a file of targets: they are read, or refused with reasons; twice the same. */
public final class TargetsFuzzer {
    private static final Path FILE = temporaryFile();

    private TargetsFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (Refusals.namesDevices(new String(input, StandardCharsets.ISO_8859_1))) {
            return;
        }
        Files.write(FILE, input);
        List<TargetInfo> once = load();
        if (!load().equals(once)) {
            throw new IllegalStateException("read twice, and not the same");
        }
    }

    private static List<TargetInfo> load() {
        try {
            return new TargetsLoader(new TargetSource.AtPath(FILE), Refusals.ENVIRONMENT)
                    .load().all().stream().map(target -> target.info()).toList();
        } catch (InvalidConfigException e) {
            Refusals.verify(e);
            return List.of();
        }
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("targets", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
