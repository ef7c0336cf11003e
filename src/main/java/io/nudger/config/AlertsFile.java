package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Problem;
import java.util.List;

/**
 * What a file said of alerts.
 *
 * @param alerts the alerts
 * @param warnings what is right and yet of no use, such as a receiver that no route sends to
 */
public record AlertsFile(Alerts alerts, List<Problem> warnings) {
    /** There is no file. */
    public static final AlertsFile NONE = new AlertsFile(Alerts.NONE, List.of());

    public AlertsFile {
        requireNonNull(alerts, "alerts");
        warnings = List.copyOf(warnings);
    }
}
