package io.nudger.config;

import io.nudger.check.Alerting;
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

    private AlertingOptions() {}

    static Alerting read(Section section, Alerting defaults) {
        String group = section.read("group", Type.NAME);
        return new Alerting(
                group == null ? defaults.group() : group,
                names(section, "depends_on", "a list of names of targets", defaults.dependsOn()),
                section.read("quorum", QUORUM, defaults.quorum()),
                names(section, "maintenance", "a list of names of maintenance windows", defaults.maintenance()));
    }

    private static List<String> names(Section section, String key, String wanted, List<String> defaults) {
        Set<String> own = Lists.unique(section, key, wanted, Type.NAME);
        return section.has(key) ? List.copyOf(own) : defaults;
    }

    private static Quorum quorum(String text) throws Refusal {
        Quorum quorum = Quorum.parse(text);
        if (quorum == null) {
            throw new Refusal("");
        }
        return quorum;
    }
}
