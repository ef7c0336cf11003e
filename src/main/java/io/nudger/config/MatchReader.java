package io.nudger.config;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what selects targets: {@code match}. */
final class MatchReader {
    private static final Type<String> GLOB = Type.scalar(
            "a text of 1 to 1000 characters on one line, in which * stands for any characters",
            Pattern.compile("[^\\p{Cntrl}]{1,1000}"));

    private MatchReader() {}

    /** What the section selects; every target when it says nothing. */
    static Match read(Section parent) {
        Section section = parent.section("match");
        Map<String, String> labels = new TreeMap<>();
        section.section("labels").readAll(Type.NAME, GLOB, labels);
        Map<String, Glob> globs = new TreeMap<>();
        labels.forEach((name, glob) -> globs.put(name, Glob.of(glob)));
        Match match = new Match(
                globs,
                globs(section, "names"),
                globs(section, "group"),
                List.copyOf(Lists.oneOrMore(section, "zones", "a list of names of zones", Type.NAME)));
        section.end();
        return match;
    }

    private static List<Glob> globs(Section section, String key) {
        return Lists.oneOrMore(section, key, "a list of texts", GLOB).stream()
                .map(Glob::of)
                .toList();
    }
}
