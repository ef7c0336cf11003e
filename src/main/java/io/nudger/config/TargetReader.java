package io.nudger.config;

import io.nudger.check.Micros;
import io.nudger.check.ProxySpec;
import io.nudger.check.Retries;
import io.nudger.check.Target;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import io.nudger.document.Type;
import io.nudger.document.Units;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads targets, one by one from however many files, and sees to it that no name stands twice. */
final class TargetReader {
    private final Reading reading;
    private final Map<String, Place> names = new HashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    /** Where targets say what they depend on. */
    private final Map<String, Place> dependencies = new LinkedHashMap<>();

    TargetReader(Reading reading) {
        this.reading = reading;
    }

    /** Reads one target; what is wrong with it is reported as problems. */
    void read(Node node, Place place, TargetOptions defaults) {
        read(node, place, defaults, target -> {});
    }

    /**
     * Reads one target; what is wrong with it is reported as problems.
     *
     * @param taker gets the target when it is right
     */
    void read(Node node, Place place, TargetOptions defaults, Consumer<Target> taker) {
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
        // Of very many targets most are like this, and some fifty keys need not be asked for.
        boolean plain = section.hasOnly("name", "url");
        TargetOptions options = plain ? defaults : TargetOptions.read(section, defaults);
        section.end();
        ProxySpec proxy = options.check().request().connection().proxy();
        if (url != null && proxy != null && proxy.equals(ProxyType.ENVIRONMENT)) {
            options = options.through(EnvironmentProxy.of(url, section));
        }
        if (reading.problems().count() == before) {
            checkTimes(section, options);
            checkConnectTimeout(section, options);
        }
        if (name != null && url != null && reading.problems().count() == before) {
            Target target = options.target(name, url);
            targets.put(name, target);
            if (!options.alerting().dependsOn().isEmpty()) {
                dependencies.put(name, section.at("depends_on"));
            }
            taker.accept(target);
        }
    }

    /** All that were read and are right; what is wrong with how they depend on each other is reported. */
    Targets targets() {
        Dependencies.check(targets, names.keySet(), dependencies, reading.problems());
        return new Targets(targets);
    }

    private void claim(String name, Place place) {
        Place first = names.putIfAbsent(name, place);
        if (first != null) {
            reading.problems().add(place.problem("the name is taken by " + first + "; each stands once"));
        }
    }

    /** A check must be over before the next one of its target begins, and too slow before it is given up. */
    private static void checkTimes(Section section, TargetOptions options) {
        checkTime(section, "timeout", options.timeout(), "the interval", options.interval());
        checkRetries(section, options);
        Section expect = section.section("expect");
        Duration most = options.check().expectation().time().maxDuration();
        checkTime(expect, "max_duration", most, "the timeout", options.timeout());
        checkTime(
                expect,
                "degraded_after",
                options.check().expectation().time().degradedAfter(),
                most == null ? "the timeout" : "max_duration",
                most == null ? options.timeout() : most);
    }

    private static void checkRetries(Section section, TargetOptions options) {
        Retries retries = options.failures().retries();
        Duration longest = retries.longest(options.timeout());
        if (retries.count() > 0 && longest.compareTo(options.interval()) >= 0) {
            section.problem(
                    "retries",
                    "wanted all attempts to be over within the interval of "
                            + Units.TIME.format(Micros.of(options.interval())) + ", found " + (retries.count() + 1)
                            + " timeouts and " + retries.count() + " times retry_interval, "
                            + Units.TIME.format(Micros.of(longest)));
        }
    }

    private static void checkTime(Section section, String key, @Nullable Duration time, String bound, Duration most) {
        if (time != null && time.compareTo(most) >= 0) {
            String wanted = "wanted less than " + bound + " of " + Units.TIME.format(Micros.of(most));
            String found = ", found " + Units.TIME.format(Micros.of(time));
            section.problem(key, wanted + found + (section.has(key) ? "" : ", the default"));
        }
    }

    /** A bound that the deadline comes before bounds nothing; inherited from the defaults it does no harm. */
    private static void checkConnectTimeout(Section section, TargetOptions options) {
        Duration connect = options.check().request().connection().connectTimeout();
        if (connect != null && section.has("connect_timeout") && connect.compareTo(options.timeout()) > 0) {
            section.problem(
                    "connect_timeout",
                    "wanted at most the timeout of " + Units.TIME.format(Micros.of(options.timeout())) + ", found "
                            + Units.TIME.format(Micros.of(connect)));
        }
    }
}
