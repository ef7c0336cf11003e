package io.nudger.alert;

import static java.util.Objects.requireNonNull;

/** What notices say of targets. */
final class NewsWriter {
    private final Targets targets;

    NewsWriter(Targets targets) {
        this.targets = targets;
    }

    /** How a target is now. */
    News of(Subject subject, String thread) {
        CurrentState current = requireNonNull(subject.current(), "current");
        OpenOutage outage = subject.outage();
        return new News(
                subject.name(),
                subject.title(),
                subject.host(),
                targets.host(subject.host()).targets(),
                subject.group(),
                subject.dependsOn(),
                current.state().wireName(),
                current.since(),
                outage == null ? null : outage.startedAt(),
                current.zones(),
                current.state().isOutage() ? targets.failure(subject) : null,
                subject.url(),
                subject.labels(),
                thread,
                null);
    }
}
