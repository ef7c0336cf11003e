package io.nudger.alert;

import static io.nudger.alert.History.at;

import io.nudger.config.AlertDefaults;
import io.nudger.config.Alerts;
import io.nudger.config.CertificateAlerts;
import io.nudger.config.Flapping;
import io.nudger.config.MaintenanceWindow;
import io.nudger.config.Match;
import io.nudger.config.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Targets that are checked every 30 seconds from some zones, one after the other, and an alerter that looks every second. */
final class World {
    final Ledger ledger = new Ledger();
    final Set<String> down = new HashSet<>();
    final Set<String> lostZones = new HashSet<>();
    final Set<String> silentZones = new HashSet<>();
    Alerts alerts = alerts(route("ops").make());
    int second;

    private final List<String> zones;
    private final Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
    private final List<Target> targets = new ArrayList<>();
    private final Map<Integer, List<Runnable>> arrivals = new HashMap<>();

    World(String... zones) {
        this.zones = List.of(zones);
    }

    private final class Target {
        private final Subjects subject;
        private final String name;
        private final int phase;
        private final List<History> histories =
                zones.stream().map(zone -> new History(zone, 2, 1)).toList();
        private Subject made;

        Target(Subjects subject, String name, int phase) {
            this.subject = subject;
            this.name = name;
            this.phase = phase;
            this.made = subject.make();
        }

        private void look() {
            int step = 30 / zones.size();
            for (int i = 0; i < zones.size(); i++) {
                if ((second - phase - step * i + 60) % 30 == 0 && !silentZones.contains(zones.get(i))) {
                    check(histories.get(i), zones.get(i));
                }
            }
        }

        private void check(History history, String zone) {
            boolean fails = down.contains(name)
                    || down.contains(name + "@" + zone)
                    || down.contains(made.host())
                    || lostZones.contains(zone);
            Instant slot = at(second);
            arrivals.computeIfAbsent(second + 1, any -> new ArrayList<>()).add(() -> {
                if (fails) {
                    history.down(slot, Subjects.REFUSED);
                } else {
                    history.up(slot, false);
                }
                made = subject.pairs(histories.stream()
                                .flatMap(each -> Stream.ofNullable(each.pair()))
                                .toList())
                        .make();
            });
        }
    }

    World target(String name, UnaryOperator<Subjects> details) {
        int id = targets.size() + 1;
        targets.add(new Target(details.apply(Subjects.named(id, name)), name, (id * 7) % 30));
        return this;
    }

    World target(String name) {
        return target(name, subject -> subject.host(name + ".example"));
    }

    List<Subject> subjects() {
        return targets.stream().map(target -> target.made).toList();
    }

    /** Lets so many seconds pass. */
    World run(int seconds) {
        for (int end = second + seconds; second < end; second++) {
            check();
            ledger.sweep(sweep, alerts, at(second), subjects());
        }
        return this;
    }

    /** Lets the checks of a second happen. */
    void check() {
        List<Runnable> arrived = arrivals.remove(second);
        if (arrived != null) {
            arrived.forEach(Runnable::run);
        }
        targets.forEach(Target::look);
    }

    Plan plan() {
        return sweep.plan(ledger.snapshot(at(second), subjects()), alerts);
    }

    Snapshot snapshot() {
        return ledger.snapshot(at(second), subjects());
    }

    List<String> ops() {
        return ledger.headlines("ops");
    }

    static Alerts alerts(Route... routes) {
        return alerts(List.of(routes));
    }

    static Alerts alerts(List<Route> routes, MaintenanceWindow... windows) {
        return new Alerts(
                List.of(),
                routes,
                AlertDefaults.BUILT_IN,
                new CertificateAlerts(CertificateAlerts.BUILT_IN.days(), Match.ALL, List.of("mail")),
                Flapping.BUILT_IN,
                null,
                List.of(windows));
    }

    static RouteMaker route(String to) {
        return new RouteMaker(to);
    }

    /** Makes a route: everything, when down and up, after ten seconds. */
    static final class RouteMaker {
        private final String to;
        private Match match = Match.ALL;
        private Set<Route.When> when = EnumSet.of(Route.When.DOWN, Route.When.UP);
        private Duration groupWait = Duration.ofSeconds(10);
        private Duration remindEvery = Duration.ZERO;
        private Duration after = Duration.ZERO;
        private boolean unlessAcknowledged;
        private boolean stop;

        private RouteMaker(String to) {
            this.to = to;
        }

        RouteMaker match(Match value) {
            match = value;
            return this;
        }

        RouteMaker when(Route.When... value) {
            when = EnumSet.copyOf(List.of(value));
            return this;
        }

        RouteMaker groupWait(int seconds) {
            groupWait = Duration.ofSeconds(seconds);
            return this;
        }

        RouteMaker remindEvery(Duration value) {
            remindEvery = value;
            return this;
        }

        RouteMaker after(Duration value) {
            after = value;
            return this;
        }

        RouteMaker unlessAcknowledged() {
            unlessAcknowledged = true;
            return this;
        }

        RouteMaker stop() {
            stop = true;
            return this;
        }

        Route make() {
            return new Route(
                    match,
                    List.of(to),
                    when,
                    groupWait,
                    remindEvery.isZero() ? null : remindEvery,
                    after,
                    unlessAcknowledged,
                    stop);
        }
    }
}
