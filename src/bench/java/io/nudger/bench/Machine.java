package io.nudger.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the numbers were measured on. */
final class Machine {
    private static final double GIB = 1 << 30;

    private Machine() {}

    /** Its parts, each by its name. */
    static Map<String, String> describe() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "processor",
                field("/proc/cpuinfo", "model name", System.getProperty("os.arch")) + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores");
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        parts.put("memory", String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / GIB));
        parts.put(
                "system",
                field("/etc/os-release", "PRETTY_NAME", "") + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.version"));
        parts.put("java", Runtime.version().toString());
        parts.put("load when it began", String.format(Locale.ROOT, "%.2f", system.getSystemLoadAverage()));
        return parts;
    }

    /** The value of the first line {@code key: value} or {@code key="value"} of a file. */
    private static String field(String file, String key, String otherwise) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.split("[:=]", 2)[1].replace("\"", "").strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException notThisSystem) {
            return otherwise;
        }
    }
}
