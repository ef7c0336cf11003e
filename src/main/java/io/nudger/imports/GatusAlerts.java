package io.nudger.imports;

import io.nudger.document.Node;
import io.nudger.document.Node.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The alerts and the maintenance of Gatus: providers become receivers, alerts of endpoints become routes. */
final class GatusAlerts {
    private static final String FAILURES = "failure-threshold";
    private static final String SUCCESSES = "success-threshold";
    private static final String RESOLVED = "send-on-resolved";
    private static final String REMINDER = "minimum-reminder-interval";
    private static final String USUAL_FAILURES = "3";
    private static final String USUAL_SUCCESSES = "2";

    private final AlertsTranslation translation;
    private final Map<String, Fields> providers = new TreeMap<>();
    /** Of a type, or of a type and a group; an empty name where it could not be carried over. */
    private final Map<List<String>, String> receivers = new HashMap<>();

    GatusAlerts(AlertsTranslation translation) {
        this.translation = translation;
    }

    /** Reads who can be notified, and when nobody is. */
    void readProviders(Fields config) throws ImportException {
        for (Map.Entry<String, Value> provider : config.object("alerting").all().entrySet()) {
            if (!provider.getValue().isNothing()) {
                providers.put(provider.getKey(), provider.getValue().fields("an object"));
            }
        }
        readWindow("maintenance", null, config.object("maintenance"));
    }

    /** Reads of what somebody is notified when it is about this endpoint. */
    void readEndpoint(Fields endpoint, @Nullable String group, Draft draft) throws ImportException {
        String failures = null;
        String successes = null;
        for (Value value : endpoint.list("alerts")) {
            Fields alert = value.fields("an alert with type");
            String type = alert.require("type", "a type").text();
            Fields usual = usual(type, alert);
            if (!flag(alert, usual, "enabled", true)) {
                continue;
            }
            failures = least(failures, or(text(alert, usual, FAILURES), USUAL_FAILURES));
            successes = least(successes, or(text(alert, usual, SUCCESSES), USUAL_SUCCESSES));
            String receiver = receiver(type, group);
            if (!receiver.isEmpty()) {
                translation.route(
                        new AlertsTranslation.Route(
                                receiver, flag(alert, usual, RESOLVED, false), reminder(alert, usual)),
                        draft.name());
            }
            alert.passOver("description");
            alert.rest()
                    .forEach((key, rest) -> draft.notCarriedOver("alerts." + type + "." + key + ": " + rest.shown()));
        }
        if (failures != null && successes != null) {
            draft.bare(FAILURES + " of its alerts: " + failures, failures, "failure_threshold");
            draft.bare(SUCCESSES + " of its alerts: " + successes, successes, "success_threshold");
        }
        for (Value window : endpoint.list("maintenance-windows")) {
            readWindow(draft.name() + " maintenance", draft.name(), window.fields("a maintenance window"));
        }
    }

    private Fields usual(String type, Fields alert) throws ImportException {
        Fields provider = providers.get(type);
        return provider == null ? alert : provider.object("default-alert");
    }

    private static @Nullable String text(Fields alert, Fields usual, String key) throws ImportException {
        String own = alert.text(key);
        return own == null ? usual.text(key) : own;
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static boolean flag(Fields alert, Fields usual, String key, boolean otherwise) throws ImportException {
        return alert.flag(key, usual.flag(key, otherwise));
    }

    private static @Nullable Duration reminder(Fields alert, Fields usual) throws ImportException {
        Value own = alert.get(REMINDER);
        Value reminder = own == null ? usual.get(REMINDER) : own;
        Duration every = reminder == null ? Duration.ZERO : reminder.duration();
        return every.isZero() ? null : every;
    }

    private static String least(@Nullable String one, String other) {
        if (one == null) {
            return other;
        }
        // Numbers without a sign: the shorter one is less.
        int compared = Integer.compare(other.length(), one.length());
        return compared < 0 || (compared == 0 && other.compareTo(one) < 0) ? other : one;
    }

    /** Its name; empty when there is none. */
    private String receiver(String type, @Nullable String group) throws ImportException {
        Fields provider = providers.get(type);
        OldReceiver known = OldReceiver.OF_GATUS.get(type);
        if (provider == null || known == null) {
            translation.notCarriedOver("alerts of type " + type
                    + (provider == null ? ", which alerting does not have" : "; a webhook with a body may do"));
            return "";
        }
        Fields override = override(provider, group);
        List<String> id = override == null || group == null ? List.of(type) : List.of(type, group);
        String there = receivers.get(id);
        if (there != null) {
            return there;
        }
        provider.passOver("default-alert");
        provider.passOver("overrides");
        Fields first = override == null ? provider : override;
        String made = known.carryOver(String.join(" ", id), first, provider, translation);
        String name = made == null ? "" : made;
        receivers.put(id, name);
        return name;
    }

    /** What a provider has for this group instead; null when there is nothing. */
    private static @Nullable Fields override(Fields provider, @Nullable String group) throws ImportException {
        for (Value value : provider.list("overrides")) {
            Fields override = value.fields("an override with group");
            if (group != null && group.equals(override.text("group"))) {
                return override;
            }
        }
        return null;
    }

    private void readWindow(String name, @Nullable String target, Fields window) throws ImportException {
        if (window.isEmpty() || !window.flag("enabled", true)) {
            return;
        }
        Map<String, Node> keys = new LinkedHashMap<>();
        List<Value> days = window.list("every");
        if (days.isEmpty()) {
            keys.put("every", new Scalar("daily", true));
        } else {
            List<String> names = new ArrayList<>();
            for (Value day : days) {
                names.add(day.text().toLowerCase(Locale.ROOT));
            }
            keys.put("every", AlertsTranslation.texts(names));
        }
        keys.put(
                "start",
                new Scalar(window.require("start", "a time such as 23:00").text(), true));
        Duration lasts = window.require("duration", "a duration such as 1h").duration();
        keys.put("duration", new Scalar(Durations.write(lasts), false));
        String zone = window.text("timezone");
        keys.put("time_zone", new Scalar(zone == null ? "UTC" : zone, true));
        translation.window(name, target, keys);
    }
}
