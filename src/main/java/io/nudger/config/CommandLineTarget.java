package io.nudger.config;

import com.google.re2j.Pattern;
import io.nudger.check.Evidence;
import io.nudger.check.Expectation;
import io.nudger.check.FailurePolicy;
import io.nudger.check.Retries;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.nudger.check.Thresholds;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The target of one check that is asked for on the command line, under the rules of the targets file. The texts are
 * taken as they are: the shell has put in what it had to.
 */
public final class CommandLineTarget {
    private static final String NAME = "check";
    /** There is no next slot; the interval only has to be longer than any timeout. */
    private static final Duration INTERVAL = Duration.ofDays(1);

    /** Everything that was seen is shown. */
    private static final FailurePolicy EXPLAINED =
            new FailurePolicy(Retries.NONE, Thresholds.ONE, new Evidence(true, true));

    private static final Type<Duration> TIMEOUT = Type.duration(Duration.ofMillis(1), Duration.ofHours(1));

    private final Problems problems = new Problems();

    private CommandLineTarget() {}

    /**
     * Makes the target.
     *
     * @param url the URL
     * @param regexp the text of {@code --regexp}; null when it is not given
     * @param timeout the text of {@code --timeout}; null when it is not given
     * @param expectStatus the text of {@code --expect-status}; null when it is not given
     * @throws InvalidConfigException when anything is wrong with them; the problems name the options
     */
    public static Target of(
            String url, @Nullable String regexp, @Nullable String timeout, @Nullable String expectStatus)
            throws InvalidConfigException {
        return new CommandLineTarget().read(url, regexp, timeout, expectStatus);
    }

    private Target read(String url, @Nullable String regexp, @Nullable String timeout, @Nullable String expectStatus)
            throws InvalidConfigException {
        TargetOptions builtIn = TargetOptions.BUILT_IN;
        URI uri = value("URL", UrlType.URL, url);
        Pattern pattern = value("--regexp", RegexpType.REGEXP, regexp);
        Duration deadline = value("--timeout", TIMEOUT, timeout);
        StatusSet status = value("--expect-status", ExpectationOptions.STATUS, expectStatus);
        if (uri == null || problems.any()) {
            throw problems.asException();
        }
        return new TargetOptions(
                        INTERVAL,
                        deadline == null ? builtIn.timeout() : deadline,
                        builtIn.request(),
                        new Expectation(status == null ? StatusSet.SUCCESS : status, pattern),
                        EXPLAINED,
                        builtIn.labels(),
                        true)
                .target(NAME, uri);
    }

    private <T> @Nullable T value(String option, Type<T> type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return type.parser().parse(text);
        } catch (Refusal e) {
            String found = e.secret() ? "a value that is not shown" : Quoted.of(text);
            problems.add(Place.of(option).problem(type.message(found, e.reason())));
            return null;
        }
    }
}
