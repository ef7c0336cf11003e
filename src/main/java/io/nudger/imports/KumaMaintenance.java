package io.nudger.imports;

import io.nudger.document.Node;
import io.nudger.document.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The maintenance of Uptime Kuma, as its API lists it under {@code maintenanceList}. A backup does not hold it, and neither
 * says for which monitors it is: it becomes a window for all, and a comment that says so.
 */
final class KumaMaintenance {
    /** From Sunday on, as their numbers go. */
    private static final List<String> DAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

    private static final int MINUTES = 60;
    private static final int MINUTES_OF_DAY = 24 * 60;

    private KumaMaintenance() {}

    static void read(Fields backup, AlertsTranslation translation) throws ImportException {
        Value list = backup.get("maintenanceList");
        if (list == null) {
            return;
        }
        List<Value> windows =
                list.isObject() ? List.copyOf(list.fields("").all().values()) : list.items("a list of maintenances");
        for (Value value : windows) {
            Fields window = value.fields("a maintenance");
            String title = window.text("title");
            String name = title == null ? "maintenance" : title;
            Map<String, Node> keys = window.flag("active", true) ? keys(window) : null;
            if (keys == null) {
                translation.notCarriedOver("the maintenance \"" + name + "\", " + window.text("strategy"));
            } else {
                translation.notCarriedOver(
                        "for which monitors the maintenance \"" + name + "\" is; it is for all here");
                translation.window(name, null, keys);
            }
        }
    }

    /** When it is; null when nudger cannot say that. */
    private static @Nullable Map<String, Node> keys(Fields window) throws ImportException {
        String strategy = window.text("strategy");
        String zone = window.text("timezone");
        Map<String, Node> keys = new LinkedHashMap<>();
        List<Value> days = window.list("weekdays");
        List<Value> times = window.list("timeRange");
        boolean daily = "recurring-interval".equals(strategy) && "1".equals(window.text("intervalDay"));
        if (times.size() != 2 || !(daily || ("recurring-weekday".equals(strategy) && !days.isEmpty()))) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (Value day : days) {
            String number = day.text();
            names.add(number.matches("[0-7]") ? DAYS.get(Integer.parseInt(number) % DAYS.size()) : number);
        }
        int from = minutes(times.get(0));
        int to = minutes(times.get(1));
        int lasts = to > from ? to - from : to - from + MINUTES_OF_DAY;
        keys.put("every", daily ? new Scalar("daily", true) : AlertsTranslation.texts(names));
        keys.put("start", new Scalar(String.format("%02d:%02d", from / MINUTES, from % MINUTES), true));
        keys.put("duration", new Scalar(lasts + "m", false));
        keys.put("time_zone", new Scalar(zone == null ? "UTC" : zone, true));
        return keys;
    }

    private static int minutes(Value time) throws ImportException {
        Fields fields = time.fields("an object with hours and minutes");
        String hours = fields.require("hours", "a number").text();
        String minutes = fields.require("minutes", "a number").text();
        if (!hours.matches("\\d{1,2}") || !minutes.matches("\\d{1,2}")) {
            throw time.problem("wanted hours and minutes");
        }
        return Integer.parseInt(hours) * MINUTES + Integer.parseInt(minutes);
    }
}
