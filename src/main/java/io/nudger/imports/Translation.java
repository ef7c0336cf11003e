package io.nudger.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What becomes of an old configuration, in the order of that configuration. */
final class Translation {
    private static final Pattern ASCII = Pattern.compile("[\\x00-\\x7f]*");

    private final Names names = new Names();
    private final Names variables = new Names();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final AlertsTranslation alerts = new AlertsTranslation();

    /** What becomes of the alerts. */
    AlertsTranslation alerts() {
        return alerts;
    }

    /** Says something that holds for all targets. */
    void remark(String text) {
        if (!remarks.contains(text)) {
            remarks.add(text);
        }
    }

    /**
     * Says where an option of the whole program stands in nudger.
     *
     * @param old what it was called
     * @param value its value; null when it may be a secret
     * @param now where nudger has it
     */
    void setting(String old, @Nullable String value, String now) {
        String setting = old + (value == null ? " (not shown)" : ": " + OldUrl.masked(value)) + "  ->  " + now;
        if (!settings.contains(setting)) {
            settings.add(setting);
        }
    }

    /** Begins a target. The wish becomes a valid and unique name; a name that had to change is reported. */
    Draft target(String wish, String url) {
        String name = names.claim(wish, Names.ofUrl(url));
        Draft draft = new Draft(name, variables);
        if (!ASCII.matcher(wish).matches()) {
            draft.title(wish);
        } else if (!name.equals(wish)) {
            draft.changed("name: was \"" + wish + "\"; a name is printable ASCII, at most 128 characters, and unique");
        }
        items.add(draft);
        return draft;
    }

    /** Begins a target that had no name: host and path of its URL are one. */
    Draft target(String url) {
        String wish = Names.ofUrl(url);
        String name = names.claim(wish, wish);
        Draft draft = new Draft(name, variables);
        items.add(draft);
        return draft;
    }

    /** Says something between the targets. */
    void comment(String... lines) {
        items.add(new Comment(List.of(lines)));
    }

    /** A place for a comment of which the lines are not known yet. */
    int reserve() {
        items.add(new Comment(List.of()));
        return items.size() - 1;
    }

    /** Fills a place that was reserved. */
    void comment(int place, List<String> lines) {
        items.remove(place);
        items.add(place, new Comment(lines));
    }

    /** Says that something as a whole has no counterpart. */
    void notCarriedOver(String what) {
        comment("not carried over: " + what);
    }

    List<String> remarks() {
        return remarks;
    }

    List<String> settings() {
        return settings;
    }

    /** All of it, with every target made valid; one that cannot be is a comment. */
    List<Item> settled() {
        List<Item> settled = new ArrayList<>();
        for (Item item : items) {
            String objection = item instanceof Draft draft ? draft.settle() : null;
            if (item instanceof Draft draft && objection != null) {
                settled.add(new Comment(List.of("not carried over: \"" + draft.name() + "\", "
                        + OldUrl.masked(draft.url()) + ": " + objection)));
            } else {
                settled.add(item);
            }
        }
        return settled;
    }
}
