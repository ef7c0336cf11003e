package io.nudger.document;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where {@code ${NAME}} is looked up: the {@linkplain #ofProcess environment}, or a map in tests. */
@FunctionalInterface
public interface Environment {
    /** The value of the variable; null when it is not set. */
    @Nullable String get(String name);

    /**
     * The variables of this process. Shells know {@code HOSTNAME} and seldom hand it on: then it is the name that the system
     * has for this machine.
     */
    static Environment ofProcess() {
        return name -> {
            String value = System.getenv(name);
            return value == null && name.equals("HOSTNAME") ? hostname() : value;
        };
    }

    private static @Nullable String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return null;
            }
        }
    }
}
