package io.nudger.config;

import io.nudger.check.Alerting;
import io.nudger.check.Printable;
import io.nudger.check.Quorum;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.List;
import java.util.Set;

/** What alerts need to know of a target: {@code group}, {@code depends_on}, {@code quorum}, {@code maintenance}. */
final class AlertingOptions {
    private static final Type<Quorum> QUORUM = Type.of(
                    "any, majority, all or a number of zones from 1 to " + Quorum.MAX_ZONES, AlertingOptions::quorum)
            .repeating();

    /** Shown to people beside the name, so it is in any script; but nothing in it may hide, or turn the line around. */
    private static final Type<String> TITLE = Type.of(
                    "a text of 1 to " + Alerting.MAX_TITLE + " printable characters on one line",
                    AlertingOptions::title)
            .textOnly();

    private AlertingOptions() {}

    static Alerting read(Section section, Alerting defaults) {
        String group = section.read("group", Type.NAME);
        return new Alerting(
                section.read("title", TITLE),
                group == null ? defaults.group() : group,
                names(section, "depends_on", "a list of names of targets", defaults.dependsOn()),
                section.read("quorum", QUORUM, defaults.quorum()),
                names(section, "maintenance", "a list of names of maintenance windows", defaults.maintenance()));
    }

    private static List<String> names(Section section, String key, String wanted, List<String> defaults) {
        Set<String> own = Lists.unique(section, key, wanted, Type.NAME);
        return section.has(key) ? List.copyOf(own) : defaults;
    }

    private static String title(String text) throws Refusal {
        boolean fits = !text.isBlank() && text.codePointCount(0, text.length()) <= Alerting.MAX_TITLE;
        if (!fits || !text.codePoints().allMatch(Printable::is)) {
            throw new Refusal("");
        }
        return text.strip();
    }

    private static Quorum quorum(String text) throws Refusal {
        Quorum quorum = Quorum.parse(text);
        if (quorum == null) {
            throw new Refusal("");
        }
        return quorum;
    }
}
