package io.nudger.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is alive on a heap. */
final class Heap {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private Heap() {}

    /** The bytes of all objects that are reachable in another process, by its own count after a collection. */
    static long live(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String histogram =
                new Tool(jcmd).run(Long.toString(pid), "GC.class_histogram").output();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("no total in: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** The bytes of all objects in this process, after a collection. */
    static long ownLive() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
