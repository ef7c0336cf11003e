package io.nudger.config;

import io.nudger.check.Micros;
import io.nudger.check.Target;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads targets, one by one from however many files, and sees to it that no name stands twice. */
final class TargetReader {
    private final Reading reading;
    private final Map<String, Place> names = new HashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();

    TargetReader(Reading reading) {
        this.reading = reading;
    }

    /** Reads one target; what is wrong with it is told as problems. */
    void read(Node node, Place place, TargetOptions defaults) {
        Section section = reading.section(node, place, "a target with name and url");
        if (section == null) {
            return;
        }
        int before = reading.problems().count();
        String name = section.require("name", Type.NAME);
        if (name != null) {
            section.belongsTo(name);
            claim(name, section.at("name"));
        }
        URI url = section.require("url", UrlType.URL);
        TargetOptions options = TargetOptions.read(section, defaults);
        section.end();
        if (reading.problems().count() == before) {
            checkTimeout(section, options);
            checkConnectTimeout(section, options);
        }
        if (name != null && url != null && reading.problems().count() == before) {
            targets.put(name, options.target(name, url));
        }
    }

    /** All that were read and are right. */
    Targets targets() {
        return new Targets(targets);
    }

    private void claim(String name, Place place) {
        Place first = names.putIfAbsent(name, place);
        if (first != null) {
            reading.problems().add(place.problem("the name is taken by " + first + "; each stands once"));
        }
    }

    /** A check must be over before the next one of its target begins. */
    private static void checkTimeout(Section section, TargetOptions options) {
        if (options.timeout().compareTo(options.interval()) >= 0) {
            String wanted = "wanted less than the interval of " + Units.TIME.format(Micros.of(options.interval()));
            String found = ", found " + Units.TIME.format(Micros.of(options.timeout()));
            section.problem("timeout", wanted + found + (section.has("timeout") ? "" : ", the default"));
        }
    }

    /** A bound that the deadline comes before bounds nothing; inherited from the defaults it does no harm. */
    private static void checkConnectTimeout(Section section, TargetOptions options) {
        Duration connect = options.request().connection().connectTimeout();
        if (connect != null && section.has("connect_timeout") && connect.compareTo(options.timeout()) > 0) {
            section.problem(
                    "connect_timeout",
                    "wanted at most the timeout of " + Units.TIME.format(Micros.of(options.timeout())) + ", found "
                            + Units.TIME.format(Micros.of(connect)));
        }
    }
}
