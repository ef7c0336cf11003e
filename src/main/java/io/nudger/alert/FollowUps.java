package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Text;
import io.nudger.config.Alerts;
import io.nudger.config.Route;
import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;

/** What is sent while an outage lasts: to those who are to know after a while, and reminders. Both count from its start. */
final class FollowUps {
    static final String AFTER = "after-";

    private final Routes routes;
    private final Mailbox mailbox;
    private final Holds holds;
    private final NewsWriter writer;
    private final Instant now;

    FollowUps(Alerts alerts, Mailbox mailbox, Holds holds, NewsWriter writer, Instant now) {
        this.routes = new Routes(alerts.routes());
        this.mailbox = mailbox;
        this.holds = holds;
        this.writer = writer;
        this.now = now;
    }

    /** Adds what has become due for a target that is in an outage. */
    void follow(Subject subject) {
        CurrentState current = requireNonNull(subject.current(), "current");
        OpenOutage outage = requireNonNull(subject.outage(), "outage");
        if (!current.state().isOutage() || current.flappingSince() != null) {
            return;
        }
        Duration lasted = Duration.between(outage.startedAt(), now);
        for (Route route : routes.of(subject, current.zones().down())) {
            Kind kind = Routes.kind(current.state());
            boolean wanted = Routes.sends(route, kind);
            boolean left = route.unlessAcknowledged() && outage.acknowledged();
            if (wanted && !left && !route.after().isZero() && lasted.compareTo(route.after()) >= 0) {
                escalate(subject, outage, route, kind);
            }
            Duration every = route.remindEvery();
            if (wanted && !outage.acknowledged() && every != null && lasted.compareTo(every) >= 0) {
                remind(subject, outage, route, every.multipliedBy(lasted.dividedBy(every)));
            }
        }
    }

    private void escalate(Subject subject, OpenOutage outage, Route route, Kind kind) {
        String thread = Keys.thread(subject.name(), outage.startedAt());
        String number = AFTER + route.after();
        News news = writer.of(subject, thread)
                .withNote("for " + Text.duration(route.after())
                        + (route.unlessAcknowledged() ? ", and nobody has acknowledged it" : ""));
        for (String receiver : route.to()) {
            // Once an outage, be it partial or down.
            if (!mailbox.has(receiver, Keys.key(thread, Kind.DOWN, number))
                    && !mailbox.has(receiver, Keys.key(thread, Kind.PARTIAL, number))) {
                mailbox.add(subject, receiver, Keys.key(thread, kind, number), kind, route.groupWait(), news);
            }
        }
    }

    private void remind(Subject subject, OpenOutage outage, Route route, Duration elapsed) {
        String thread = Keys.thread(subject.name(), outage.startedAt());
        String key = Keys.key(thread, Kind.REMINDER, elapsed);
        Instant boundary = outage.startedAt().plus(elapsed);
        for (String receiver : route.to()) {
            if (!mailbox.has(receiver, key)
                    && isAnnounced(subject, receiver, thread, boundary)
                    && holds.reason(subject, Kind.DOWN, now, false) == null) {
                News news = writer.of(subject, thread);
                news = news.withNote("still " + news.state() + " for " + Text.duration(elapsed));
                mailbox.add(subject, receiver, key, Kind.REMINDER, route.groupWait(), news);
            }
        }
    }

    /** Whether somebody was notified of it before this moment: nobody is reminded of what he does not know. */
    private boolean isAnnounced(Subject subject, String receiver, String thread, Instant before) {
        return mailbox.about(subject).stream()
                .anyMatch(row -> (row.kind() == Kind.DOWN || row.kind() == Kind.PARTIAL)
                        && row.progress() == Posted.Progress.DONE
                        && row.receiver().equals(receiver)
                        && row.thread().equals(thread)
                        && row.dueAt().isBefore(before));
    }
}
