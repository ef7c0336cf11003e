package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be checked, as configured. Two targets are equal when nothing of them differs, so that a reload touches only
 * what changed.
 *
 * @param name the identity: unique, at most 128 printable ASCII characters
 * @param address where, as an absolute URL without user information, and as a text: a {@link URI} weighs five times as
 *     much, which very many targets would hold all the time
 * @param interval the distance of two slots
 * @param timeout the deadline of one whole check; shorter than the interval
 * @param check what is asked, and what makes the answer a good one
 * @param failures what follows when it is not
 * @param labels free key-value pairs that travel with every result
 * @param enabled whether it is checked at all
 * @param alerting what states and alerts need to know of it
 */
public record Target(
        String name,
        String address,
        Duration interval,
        Duration timeout,
        CheckSpec check,
        FailurePolicy failures,
        Map<String, String> labels,
        boolean enabled,
        Alerting alerting) {
    /** The longest name, in characters. */
    public static final int MAX_NAME = 128;

    public Target {
        requireNonNull(name, "name");
        requireNonNull(address, "address");
        requireNonNull(check, "check");
        requireNonNull(failures, "failures");
        requireNonNull(alerting, "alerting");
        labels = labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
        if (timeout.compareTo(interval) >= 0) {
            throw new IllegalArgumentException("timeout " + timeout + " must be shorter than interval " + interval);
        }
    }

    /** A target with the default for alerts, whose address was parsed already. */
    public Target(
            String name,
            URI url,
            Duration interval,
            Duration timeout,
            CheckSpec check,
            FailurePolicy failures,
            Map<String, String> labels,
            boolean enabled) {
        this(name, url.toString(), interval, timeout, check, failures, labels, enabled, Alerting.DEFAULT);
    }

    /** A target with the default policy for failures. */
    public Target(
            String name,
            URI url,
            Duration interval,
            Duration timeout,
            CheckSpec check,
            Map<String, String> labels,
            boolean enabled) {
        this(name, url, interval, timeout, check, FailurePolicy.DEFAULT, labels, enabled);
    }

    /** The address, parsed anew at each call. */
    public URI url() {
        return URI.create(address);
    }

    /**
     * The same, checked at another interval.
     *
     * @param other longer than the timeout
     */
    public Target withInterval(Duration other) {
        return new Target(name, address, other, timeout, check, failures, labels, enabled, alerting);
    }

    /** The address as it may be shown. */
    public String shownUrl() {
        return ShownUrl.of(this).text(address);
    }

    /** What a result says about this target. */
    public TargetInfo info() {
        return info(fingerprint());
    }

    /**
     * The same, for who knows its hash already.
     *
     * @param fingerprint what {@link #fingerprint} has said
     */
    public TargetInfo info(long fingerprint) {
        return new TargetInfo(
                name,
                shownUrl(),
                interval,
                labels,
                check.regexp(),
                failures.thresholds(),
                alerting,
                Fingerprint.format(fingerprint));
    }

    /** The hash of {@link TargetInfo#config}; it takes a moment. */
    public long fingerprint() {
        return Fingerprint.of(this);
    }

    /** Without the values of its query that are hidden. */
    @Override
    public String toString() {
        return "Target[" + name + ", " + shownUrl() + ", interval=" + interval + ", timeout=" + timeout + ", check="
                + check + ", failures=" + failures + ", labels=" + labels
                + ", enabled=" + enabled + ", alerting=" + alerting + "]";
    }
}
