package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Quoted;
import io.nudger.document.Reading;
import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Suggestion;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a file of alerts, and looks whether it goes with the targets. */
final class AlertsReader {
    private static final Type<Integer> DAYS = Type.number(1, 365);
    private static final Type<Duration> SPAN = Type.duration(Duration.ofSeconds(1), Duration.ofDays(7));
    private static final Type<Duration> INTERVAL = Type.duration(Duration.ofSeconds(1), Duration.ofDays(1));
    private static final Type<Duration> GIVE_UP_AFTER = Type.duration(Duration.ofMinutes(1), Duration.ofDays(30));

    private final Section root;
    private final Reading reading;
    private final @Nullable Targets targets;
    private final List<Problem> warnings = new ArrayList<>();

    /** @param targets the targets that the alerts are for; null when they are not known */
    AlertsReader(Section root, @Nullable Targets targets) {
        this.root = root;
        this.reading = root.reading();
        this.targets = targets;
    }

    AlertsFile read() {
        AlertDefaults defaults = defaults(root.section("defaults"));
        ReceiverReader receivers = new ReceiverReader(reading);
        List<ReceiverSpec> specs = new ArrayList<>();
        root.forEach("receivers", "a list of receivers", (node, place) -> {
            ReceiverSpec spec = receivers.read(node, place);
            if (spec != null) {
                specs.add(spec);
            }
        });
        Recipients recipients = new Recipients(receivers.names());
        RouteReader routes = new RouteReader(reading, defaults, recipients);
        root.forEach("routes", "a list of routes", (node, place) -> {
            routes.read(node, place);
            warnOfUnreachable(routes.routes(), place);
        });
        Alerts alerts = new Alerts(
                specs,
                routes.routes(),
                defaults,
                certificates(root.section("certificates"), recipients),
                flapping(root.section("flapping")),
                watchdog(root),
                maintenance());
        root.end();
        recipients
                .unused()
                .forEach((name, place) ->
                        warnings.add(place.problem("no route sends to the receiver " + Quoted.of(name))));
        checkWindows(alerts.maintenance());
        return new AlertsFile(alerts, warnings);
    }

    private void warnOfUnreachable(List<Route> routes, Place place) {
        if (targets == null || routes.isEmpty()) {
            return;
        }
        if (!matchesAny(routes.get(routes.size() - 1).match(), targets)) {
            warnings.add(place.problem("no target matches the route, so that it never sends anything"));
        }
    }

    private static boolean matchesAny(Match match, Targets targets) {
        return targets.all().stream()
                .anyMatch(
                        target -> match.matches(target.name(), target.alerting().group(), target.labels()));
    }

    private static AlertDefaults defaults(Section section) {
        AlertDefaults usual = AlertDefaults.BUILT_IN;
        AlertDefaults defaults = new AlertDefaults(
                section.read("group_wait", RouteReader.GROUP_WAIT, usual.groupWait()),
                section.read("max_listed", Type.number(1, 1_000), usual.maxListed()),
                section.read("resolved", Type.BOOLEAN, usual.resolved()),
                section.read("give_up_after", GIVE_UP_AFTER, usual.giveUpAfter()));
        section.end();
        return defaults;
    }

    private static CertificateAlerts certificates(Section section, Recipients recipients) {
        CertificateAlerts usual = CertificateAlerts.BUILT_IN;
        Set<Integer> days = Lists.oneOrMore(section, "days", "a list of numbers of days", DAYS);
        CertificateAlerts certificates = new CertificateAlerts(
                section.has("days") ? new TreeSet<>(days) : usual.days(),
                MatchReader.read(section),
                recipients.read(section, "to"));
        section.end();
        return certificates;
    }

    private static Flapping flapping(Section section) {
        Flapping usual = Flapping.BUILT_IN;
        Flapping flapping = new Flapping(
                section.read("changes", Type.number(0, 1_000), usual.changes()),
                section.read("within", SPAN, usual.within()),
                section.read("calm_for", SPAN, usual.calmFor()));
        section.end();
        return flapping;
    }

    private static @Nullable Watchdog watchdog(Section root) {
        Section section = root.section("watchdog");
        if (!root.has("watchdog")) {
            return null;
        }
        String url = section.require("url", ReceiverReader.SECRET_URL);
        Watchdog watchdog = new Watchdog(
                Secret.of(url == null ? "" : url),
                section.read("interval", INTERVAL, Duration.ofMinutes(1)),
                ReceiverReader.calling(section));
        section.end();
        return watchdog;
    }

    private List<MaintenanceWindow> maintenance() {
        MaintenanceReader reader = new MaintenanceReader(reading);
        root.forEach("maintenance", "a list of maintenance windows", reader::read);
        return reader.windows();
    }

    /** A target that names a window that is not there would be alerted of in spite of it. */
    private void checkWindows(List<MaintenanceWindow> windows) {
        if (targets == null) {
            return;
        }
        Set<String> names =
                windows.stream().map(MaintenanceWindow::name).collect(Collectors.toCollection(TreeSet::new));
        for (Target target : targets.all()) {
            for (String window : target.alerting().maintenance()) {
                if (!names.contains(window)) {
                    String hint = names.isEmpty() ? "there are no windows" : Suggestion.among(names, window);
                    root.problem(
                            "maintenance",
                            "the target " + Quoted.of(target.name()) + " names the window " + Quoted.of(window)
                                    + ", which is not there; " + hint);
                }
            }
        }
    }
}
