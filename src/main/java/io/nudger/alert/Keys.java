package io.nudger.alert;

import io.nudger.receivers.Kind;
import java.time.Instant;
import java.util.Locale;

/**
 * Keys of notices: {@code <thread>/<kind>/<number>}, where the thread is the target and the moment when it began. They are
 * made of the record alone, so that the same news always has the same key.
 */
final class Keys {
    private Keys() {}

    /** The thread of what began at a moment. */
    static String thread(String name, Instant began) {
        return name + "/" + began;
    }

    /** The key of a notice. */
    static String key(String thread, Kind kind, Object number) {
        return thread + "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + number;
    }

    /** The thread of a key. */
    static String thread(String key) {
        int number = key.lastIndexOf('/');
        int kind = number < 1 ? -1 : key.lastIndexOf('/', number - 1);
        return kind < 0 ? key : key.substring(0, kind);
    }
}
