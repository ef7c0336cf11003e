package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of what: the content of {@code alerts.yaml}, valid and complete; immutable.
 *
 * @param receivers where notices go
 * @param routes which notices go where, in order
 * @param defaults what holds for all of them
 * @param certificates when certificates that expire are announced, and where
 * @param flapping when a target changes too often
 * @param watchdog what hears from nudger as long as all is well; null for nobody
 * @param maintenance when no notices are sent
 */
public record Alerts(
        List<ReceiverSpec> receivers,
        List<Route> routes,
        AlertDefaults defaults,
        CertificateAlerts certificates,
        Flapping flapping,
        @Nullable Watchdog watchdog,
        List<MaintenanceWindow> maintenance) {
    /** Nobody hears of anything. */
    public static final Alerts NONE = new Alerts(
            List.of(),
            List.of(),
            AlertDefaults.BUILT_IN,
            CertificateAlerts.BUILT_IN,
            Flapping.BUILT_IN,
            null,
            List.of());

    public Alerts {
        receivers = List.copyOf(receivers);
        routes = List.copyOf(routes);
        requireNonNull(defaults, "defaults");
        requireNonNull(certificates, "certificates");
        requireNonNull(flapping, "flapping");
        maintenance = List.copyOf(maintenance);
    }

    /** The receiver of this name; null when there is none. */
    public @Nullable ReceiverSpec receiver(String name) {
        return receivers.stream()
                .filter(receiver -> receiver.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
