package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.config.Route;
import io.nudger.receivers.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which routes hold for a target: all that match, in their order, up to one that stops. */
final class Routes {
    private final List<Route> routes;

    Routes(List<Route> routes) {
        this.routes = routes;
    }

    /** The routes for what happens to a target, whichever zones it concerns. */
    List<Route> of(Subject subject) {
        return matching(subject, null);
    }

    /** The routes for what happens to a target in these zones. */
    List<Route> of(Subject subject, Collection<String> zones) {
        return matching(subject, zones);
    }

    private List<Route> matching(Subject subject, @Nullable Collection<String> zones) {
        List<Route> matching = new ArrayList<>(2);
        for (Route route : routes) {
            if (route.match().matches(subject.name(), subject.group(), subject.labels())
                    && (zones == null || route.match().matchesZones(zones))) {
                matching.add(route);
                if (route.stop()) {
                    break;
                }
            }
        }
        return matching;
    }

    /**
     * Who is notified of zones: the receivers of the routes that ask for it; when none does, of all routes that send outages
     * at once, because one notice about the zone stands for all that are not sent about its targets.
     */
    Set<String> ofZones(String zone) {
        Set<String> asked = receivers(Route.When.ZONE, zone);
        return asked.isEmpty()
                        && routes.stream().noneMatch(route -> route.when().contains(Route.When.ZONE))
                ? receivers(Route.When.DOWN, zone)
                : asked;
    }

    private Set<String> receivers(Route.When when, String zone) {
        Set<String> receivers = new LinkedHashSet<>();
        for (Route route : routes) {
            if (route.when().contains(when)
                    && route.after().isZero()
                    && route.match().matchesZones(List.of(zone))) {
                receivers.addAll(route.to());
            }
        }
        return receivers;
    }

    /** Whether a route sends notices of this kind. */
    static boolean sends(Route route, Kind kind) {
        return switch (kind) {
            case DOWN -> route.when().contains(Route.When.DOWN);
            case PARTIAL -> route.when().contains(Route.When.PARTIAL);
            case UP -> route.when().contains(Route.When.UP);
            case STALE -> route.when().contains(Route.When.STALE);
            case ZONE, ZONE_OK -> route.when().contains(Route.When.ZONE);
            case REMINDER, FLAPPING, LATE -> sends(route, Kind.DOWN) || sends(route, Kind.PARTIAL);
            case CERTIFICATE, WATCHDOG, TEST -> false;
        };
    }

    /** The kind that says that a target is in this state. */
    static Kind kind(State state) {
        return switch (state) {
            case DOWN -> Kind.DOWN;
            case PARTIAL -> Kind.PARTIAL;
            case STALE -> Kind.STALE;
            case UP, DEGRADED -> Kind.UP;
        };
    }
}
