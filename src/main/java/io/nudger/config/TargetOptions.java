package io.nudger.config;

import io.nudger.check.Alerting;
import io.nudger.check.FailurePolicy;
import io.nudger.check.HttpCheck;
import io.nudger.check.ProxySpec;
import io.nudger.check.RequestSpec;
import io.nudger.check.Target;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All of a target but its name and URL: what {@code defaults} may set for every target of a file. Each group of options
 * is read by a class of its own.
 */
record TargetOptions(
        Duration interval,
        Duration timeout,
        HttpCheck check,
        FailurePolicy failures,
        Map<String, String> labels,
        boolean enabled,
        Alerting alerting) {
    /** What holds unless a file says otherwise. */
    static final TargetOptions BUILT_IN = new TargetOptions(
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            HttpCheck.DEFAULT,
            FailurePolicy.DEFAULT,
            Map.of(),
            true,
            Alerting.DEFAULT);

    private static final Type<Duration> INTERVAL =
            Type.duration(Duration.ofMillis(100), Duration.ofDays(1)).repeating();
    private static final Type<Duration> TIMEOUT =
            Type.duration(Duration.ofMillis(1), Duration.ofDays(1)).repeating();
    private static final Type<String> LABEL = Type.scalar(
                    "a text of at most 1000 characters on one line", Pattern.compile("[^\\p{Cntrl}]{0,1000}"))
            .repeating();

    /** Reads what the section says, with the defaults for what it does not say. */
    static TargetOptions read(Section section, TargetOptions defaults) {
        Reading reading = section.reading();
        return new TargetOptions(
                section.read("interval", INTERVAL, defaults.interval),
                section.read("timeout", TIMEOUT, defaults.timeout),
                reading.share(new HttpCheck(
                        reading.share(RequestOptions.read(section, defaults.check.request())),
                        reading.share(ExpectationOptions.read(section, defaults.check.expectation())))),
                reading.share(FailureOptions.read(section, defaults.failures)),
                labels(section, defaults.labels),
                section.read("enabled", Type.BOOLEAN, defaults.enabled),
                reading.share(AlertingOptions.read(section, defaults.alerting)));
    }

    /** The same, through another proxy, or none. */
    TargetOptions through(@Nullable ProxySpec proxy) {
        RequestSpec request = check.request();
        HttpCheck other = new HttpCheck(request.over(request.connection().through(proxy)), check.expectation());
        return new TargetOptions(interval, timeout, other, failures, labels, enabled, alerting);
    }

    /** The target that has these options. */
    Target target(String name, URI url) {
        return new Target(name, url.toString(), interval, timeout, check, failures, labels, enabled, alerting);
    }

    /** The labels of the defaults and those of the section, which win. */
    private static Map<String, String> labels(Section section, Map<String, String> defaults) {
        Map<String, String> own = new TreeMap<>();
        section.section("labels").readAll(Type.NAME, LABEL, own);
        defaults.forEach(own::putIfAbsent);
        return section.reading().share(own);
    }
}
