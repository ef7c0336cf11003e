package io.nudger.alert;

import io.nudger.check.Text;
import io.nudger.config.Alerts;
import io.nudger.config.Route;
import io.nudger.receivers.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why somebody is notified of a target, or is not, in sentences. */
public final class Explanation {
    private final Subject subject;
    private final Snapshot snapshot;
    private final Alerts alerts;
    private final Instant now;
    private final List<String> sentences = new ArrayList<>();

    private Explanation(Subject subject, Snapshot snapshot, Alerts alerts) {
        this.subject = subject;
        this.snapshot = snapshot;
        this.alerts = alerts;
        this.now = snapshot.now();
    }

    /** What holds for a target: its state, every route, and what holds its notices. */
    public static List<String> of(Subject subject, Snapshot snapshot, Alerts alerts) {
        return new Explanation(subject, snapshot, alerts).explain();
    }

    private List<String> explain() {
        explainState();
        explainRoutes();
        explainHold();
        explainNotices();
        return sentences;
    }

    private void explainState() {
        CurrentState current = subject.current();
        if (current == null) {
            sentences.add("No state of " + subject.name() + " is known yet.");
            return;
        }
        sentences.add(subject.name() + " is " + current.state().wireName() + " since "
                + Sentences.time(current.since(), now) + zones(current.zones()) + ".");
        Instant flapping = current.flappingSince();
        if (flapping != null) {
            sentences.add("It is flapping since " + Sentences.time(flapping, now)
                    + ": no change is announced until it has been calm for "
                    + Text.duration(alerts.flapping().calmFor()) + ".");
        }
        OpenOutage outage = subject.outage();
        if (outage != null && outage.acknowledged()) {
            sentences.add(
                    "Its outage is acknowledged: no reminders, and nothing from routes with unless: acknowledged.");
        }
    }

    private static String zones(Zones zones) {
        List<String> parts = new ArrayList<>();
        add(parts, "up", zones.up());
        add(parts, "down", zones.down());
        add(parts, "suspect", zones.suspect());
        add(parts, "stale", zones.stale());
        add(parts, "unknown", zones.unknown());
        return parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")";
    }

    private static void add(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(what + " in " + String.join(", ", names));
        }
    }

    private void explainRoutes() {
        List<String> zones = subject.pairs().stream().map(Pair::zone).toList();
        boolean any = false;
        boolean stopped = false;
        int number = 0;
        for (Route route : alerts.routes()) {
            number++;
            String name = "Route " + number + " (to " + String.join(", ", route.to()) + ")";
            if (!route.match().matches(subject.name(), subject.group(), subject.labels())) {
                sentences.add(name + " does not match.");
            } else if (!route.match().matchesZones(zones)) {
                sentences.add(name + " is for zones that do not check it: "
                        + String.join(", ", route.match().zones()) + ".");
            } else if (stopped) {
                sentences.add(name + " matches, but a route before it stops.");
            } else {
                sentences.add(name + " matches: " + what(route));
                any = true;
                stopped = route.stop();
            }
        }
        if (!any) {
            sentences.add("No route sends its notices: nobody is notified.");
        }
    }

    private String what(Route route) {
        StringBuilder what = new StringBuilder("it sends ")
                .append(route.when().stream()
                        .map(when -> when.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
        if (!route.match().zones().isEmpty()) {
            what.append(" when it concerns zone ")
                    .append(String.join(" or ", route.match().zones()));
        }
        if (!route.after().isZero()) {
            what.append(" once an outage has lasted for ").append(Text.duration(route.after()));
        }
        if (route.unlessAcknowledged()) {
            what.append(", unless it is acknowledged");
        }
        what.append(
                route.groupWait().isZero()
                        ? ", at once"
                        : ", after " + Text.duration(route.groupWait()) + " in which it waits for more");
        if (route.remindEvery() != null) {
            what.append(", and again every ").append(Text.duration(route.remindEvery()));
        }
        return what.append(route.stop() ? "; routes after it are passed over." : ".")
                .toString();
    }

    private void explainHold() {
        Targets targets = new Targets(snapshot.subjects(), Map.of(), snapshot.verdicts(), now);
        List<Quiet> quiets = new MaintenancePlan(alerts.maintenance(), now).plan(snapshot.quiets(), new Plan.Builder());
        String hold = new Holds(targets, quiets, now).reason(subject, Kind.DOWN, now, true);
        sentences.add(hold == null ? "Nothing holds its notices." : sentence(hold, quiets));
    }

    /** What something that holds a notice means. */
    private String sentence(String hold, List<Quiet> quiets) {
        String name = hold.substring(hold.indexOf(':') + 1);
        if (hold.startsWith("target:")) {
            return "What is not sent yet is held because it depends on " + name + ", which is down or fails just now.";
        }
        if (hold.startsWith("host:")) {
            return "What is not sent yet is held for a moment, because other targets of host " + name
                    + " change too: they become one message.";
        }
        String until = end(hold, quiets);
        String what = hold.startsWith("silence:") ? "silence " : "maintenance ";
        return "What is not sent yet is held by " + what + name + until + ".";
    }

    private String end(String hold, List<Quiet> quiets) {
        return quiets.stream()
                .filter(quiet -> quiet.hold().equals(hold) && quiet.to().isAfter(now))
                .map(quiet -> " until " + Sentences.time(quiet.to(), now))
                .findFirst()
                .orElse(", which is over: the next check decides");
    }

    private void explainNotices() {
        for (Posted row : snapshot.notices()) {
            if (row.target() != null && row.target() == subject.id()) {
                sentences.add("Notice " + row.key() + " to " + row.receiver() + ": " + progress(row) + ".");
            }
        }
    }

    private String progress(Posted row) {
        @Nullable String held = row.heldBy();
        return switch (row.progress()) {
            case DONE -> "sent";
            case STARTED -> "sent, and not accepted yet";
            case WAITING -> held == null ? "due at " + Sentences.time(row.dueAt(), now) : "held by " + held;
        };
    }
}
