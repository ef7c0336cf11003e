package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.State;
import io.nudger.check.Text;
import io.nudger.config.Alerts;
import io.nudger.config.Route;
import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is notified of a new state of a target. */
final class Announcer {
    /** What says that something is wrong, until a notice of kind {@code up} in the same thread says that it is over. */
    private static final Set<Kind> WRONG = Set.of(Kind.DOWN, Kind.PARTIAL, Kind.STALE, Kind.FLAPPING);

    private final Routes routes;
    private final Mailbox mailbox;
    private final NewsWriter writer;
    private final FlappingRule flapping;
    private final Instant now;

    Announcer(Alerts alerts, Mailbox mailbox, NewsWriter writer, Instant now) {
        this.routes = new Routes(alerts.routes());
        this.mailbox = mailbox;
        this.writer = writer;
        this.flapping = new FlappingRule(alerts.flapping(), now);
        this.now = now;
    }

    /**
     * Announces a change.
     *
     * @param subject as it is after it
     */
    void announce(Subject subject, StateChange change) {
        Instant since = change.flappingSince();
        if (since != null) {
            if (since.equals(now)) {
                beginFlapping(subject, change);
            }
            return;
        }
        switch (change.to()) {
            case UP, DEGRADED -> {
                if (change.from() != null && !change.from().isUp()) {
                    close(subject, State.UP, change.decision().since(), change.sequence(), null);
                }
            }
            case PARTIAL, DOWN -> {
                if (!isSuspicion(change)) {
                    open(subject, change);
                }
            }
            case STALE -> {
                if (change.isRemoval()) {
                    close(subject, State.STALE, change.decision().since(), change.sequence(), null);
                }
                if (change.decision().cause() == Cause.STALE) {
                    stale(subject, change);
                }
            }
        }
    }

    /** Whether it only looks worse because a zone has lost its vote. One that has it again is believed. */
    private static boolean isSuspicion(StateChange change) {
        return change.decision().cause() == Cause.ZONE_SUSPECT
                && !change.decision().zones().suspect().isEmpty();
    }

    private void open(Subject subject, StateChange change) {
        Instant start = requireNonNull(subject.outage(), "outage").startedAt();
        String thread = Keys.thread(subject.name(), start);
        Kind kind = Routes.kind(change.to());
        // What was not sent yet is not true any more.
        Kind other = kind == Kind.DOWN ? Kind.PARTIAL : Kind.DOWN;
        mailbox.cancel(subject, row -> row.kind() == other && row.thread().equals(thread));
        send(subject, kind, thread, change.sequence(), change.decision().zones().down());
    }

    private void stale(Subject subject, StateChange change) {
        OpenOutage outage = subject.outage();
        Instant began = outage == null ? change.decision().since() : outage.startedAt();
        Zones zones = change.decision().zones();
        List<String> concerned = zones.stale().isEmpty() ? zones.unknown() : zones.stale();
        send(subject, Kind.STALE, Keys.thread(subject.name(), began), change.sequence(), concerned);
    }

    private void send(Subject subject, Kind kind, String thread, Object number, List<String> zones) {
        waits(subject, kind, zones).forEach((receiver, wait) -> {
            boolean announced = mailbox.about(subject).stream()
                    .anyMatch(row -> row.kind() == kind
                            && row.receiver().equals(receiver)
                            && row.thread().equals(thread)
                            && !row.key().contains("/" + FollowUps.AFTER));
            if (!announced) {
                mailbox.add(subject, receiver, Keys.key(thread, kind, number), kind, wait, writer.of(subject, thread));
            }
        });
    }

    /** The receivers of the routes that send this at once, and how long each waits for more: the shortest time counts. */
    private Map<String, Duration> waits(Subject subject, Kind kind, List<String> zones) {
        Map<String, Duration> waits = new LinkedHashMap<>();
        for (Route route : routes.of(subject, zones)) {
            if (route.after().isZero() && Routes.sends(route, kind)) {
                for (String receiver : route.to()) {
                    waits.merge(receiver, route.groupWait(), (one, two) -> one.compareTo(two) < 0 ? one : two);
                }
            }
        }
        return waits;
    }

    /** Cancels what was not sent, and sends to those who know that something was wrong that it is over; stale: nobody looks any more. */
    private void close(Subject subject, State state, Instant since, long number, @Nullable String note) {
        mailbox.cancel(subject, row -> WRONG.contains(row.kind()) || row.kind() == Kind.REMINDER);
        Map<String, Duration> waits = new HashMap<>();
        for (Route route : routes.of(subject)) {
            if (Routes.sends(route, Kind.UP)) {
                route.to()
                        .forEach(to ->
                                waits.merge(to, route.groupWait(), (one, two) -> one.compareTo(two) < 0 ? one : two));
            }
        }
        for (Posted row : mailbox.about(subject)) {
            Duration wait = waits.get(row.receiver());
            if (wait != null && WRONG.contains(row.kind()) && !isClosed(subject, row)) {
                String thread = row.thread();
                News news = writer.of(subject, thread).over(state, began(subject, thread), since);
                String key = Keys.key(thread, Kind.UP, number);
                mailbox.add(subject, row.receiver(), key, Kind.UP, wait, note == null ? news : news.withNote(note));
            }
        }
    }

    private boolean isClosed(Subject subject, Posted wrong) {
        return mailbox.about(subject).stream()
                .anyMatch(row -> row.kind() == Kind.UP
                        && row.receiver().equals(wrong.receiver())
                        && row.thread().equals(wrong.thread()));
    }

    /** When what a thread is about began: it is in its name. */
    private static Instant began(Subject subject, String thread) {
        return Instant.parse(thread.substring(subject.name().length() + 1));
    }

    private void beginFlapping(Subject subject, StateChange change) {
        mailbox.cancel(subject, row -> row.kind() == Kind.DOWN || row.kind() == Kind.PARTIAL || row.kind() == Kind.UP);
        String thread = Keys.thread(subject.name(), now);
        News news = writer.of(subject, thread).withNote(flapping.sentence());
        String key = Keys.key(thread, Kind.FLAPPING, change.sequence());
        waits(subject, Kind.FLAPPING, subject.pairs().stream().map(Pair::zone).toList())
                .forEach((receiver, wait) -> mailbox.add(subject, receiver, key, Kind.FLAPPING, wait, news));
    }

    /** Announces that a target is calm again: how it is now, and how often it changed. */
    void calm(Subject subject) {
        CurrentState current = requireNonNull(subject.current(), "current");
        String note = "calm for " + Text.duration(flapping.calmFor());
        if (current.state().isUp()) {
            close(subject, State.UP, current.since(), current.sequence(), note);
            return;
        }
        OpenOutage outage = subject.outage();
        if (outage != null && current.state().isOutage()) {
            String thread = Keys.thread(subject.name(), outage.startedAt());
            send(
                    subject,
                    Routes.kind(current.state()),
                    thread,
                    current.sequence(),
                    current.zones().down());
        }
    }

    /** Announces an outage that was over before anybody knew. */
    void late(Subject subject, LateNews.Past past) {
        String thread = Keys.thread(subject.name(), past.startedAt());
        News news = writer.of(subject, thread)
                .over(State.UP, past.startedAt(), past.endedAt())
                .withFailure(past.failure())
                .withNote("was " + past.worst().wireName() + " from " + Sentences.time(past.startedAt(), now) + " to "
                        + Sentences.time(past.endedAt(), now) + ", learned at " + Sentences.time(now, now));
        waits(subject, Kind.LATE, past.zones())
                .forEach((receiver, wait) ->
                        mailbox.add(subject, receiver, Keys.key(thread, Kind.LATE, 1), Kind.LATE, wait, news));
    }
}
