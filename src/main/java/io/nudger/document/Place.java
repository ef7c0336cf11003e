package io.nudger.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands. Places are made for every value and asked for none of them when all is well, so the path is only
 * spelled out when a problem is reported.
 */
public final class Place {
    private static final Pattern SIMPLE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    /** Where a blank is missing after the colon, the value has become part of the key, and may be a secret. */
    private static final Pattern SHOWN_OF_KEY = Pattern.compile("[A-Za-z0-9_.<$*()\\[\\]'-]*");

    private static final int NO_INDEX = -1;

    private final @Nullable Place parent;
    private final String source;
    private final String key;
    private final int index;
    private final int line;
    private final @Nullable String target;

    private Place(@Nullable Place parent, String source, String key, int index, int line, @Nullable String target) {
        this.parent = parent;
        this.source = source;
        this.key = key;
        this.index = index;
        this.line = line;
        this.target = target;
    }

    /** A source as a whole. */
    public static Place of(String source) {
        return new Place(null, source, "", NO_INDEX, 0, null);
    }

    public Place key(String childKey, int childLine) {
        return new Place(this, source, childKey, NO_INDEX, childLine, target);
    }

    public Place item(int childIndex, int childLine) {
        return new Place(this, source, "", childIndex, childLine, target);
    }

    /** The same place, within the target of this name. */
    public Place ofTarget(String name) {
        return new Place(parent, source, key, index, line, name);
    }

    public String source() {
        return source;
    }

    public int line() {
        return line;
    }

    public Problem problem(String words) {
        return problem(Fault.of(words));
    }

    public Problem problem(Fault fault) {
        return new Problem(source, line, 0, path(), target, fault);
    }

    /** How another place is pointed at. */
    @Override
    public String toString() {
        return path() + " in " + source + ":" + line;
    }

    private String path() {
        if (parent == null) {
            return "";
        }
        String before = parent.path();
        if (index != NO_INDEX) {
            return before + "[" + index + "]";
        }
        if (SIMPLE_KEY.matcher(key).matches()) {
            return before.isEmpty() ? key : before + "." + key;
        }
        Matcher shown = SHOWN_OF_KEY.matcher(key);
        return before + "[\"" + (shown.lookingAt() ? shown.group() : "") + (shown.hitEnd() ? "\"]" : "...\"]");
    }
}
