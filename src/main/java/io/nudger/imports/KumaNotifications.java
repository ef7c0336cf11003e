package io.nudger.imports;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The notifications of Uptime Kuma: each becomes a receiver when the first monitor uses it, and the monitors its route. */
final class KumaNotifications {
    /** What nudger takes as the distance of reminders. */
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern CHECKS = Pattern.compile("[1-9]\\d{0,5}");

    private final Map<String, Fields> byId;
    private final AlertsTranslation translation;
    /** An empty name where one could not be carried over. */
    private final Map<String, String> receivers = new HashMap<>();

    /** @param byId the notifications of a backup by their number */
    KumaNotifications(Map<String, Fields> byId, AlertsTranslation translation) {
        this.byId = byId;
        this.translation = translation;
    }

    /** Lets those hear of a target who heard of the monitor. */
    void of(Fields monitor, String target) throws ImportException {
        for (Map.Entry<String, Value> entry :
                monitor.object("notificationIDList").all().entrySet()) {
            String receiver = entry.getValue().flag() ? receiver(entry.getKey()) : "";
            if (!receiver.isEmpty()) {
                translation.route(new AlertsTranslation.Route(receiver, true, reminder(monitor)), target);
            }
        }
        if (monitor.flag("expiryNotification", false)) {
            translation.notCarriedOver("the expiry of certificates; name receivers in certificates: {to: [...]}");
        }
    }

    /** After so many checks that are down it repeats itself; null for never. */
    private static @Nullable Duration reminder(Fields monitor) throws ImportException {
        String checks = monitor.text("resendInterval");
        if (checks == null || !CHECKS.matcher(checks).matches()) {
            return null;
        }
        Value interval = monitor.get("interval");
        Duration every =
                interval == null ? KumaMonitor.INTERVAL : interval.times(Duration.ofSeconds(1), "a number of seconds");
        Duration distance = every.multipliedBy(Long.parseLong(checks));
        return distance.compareTo(SHORTEST) < 0 ? SHORTEST : distance.compareTo(LONGEST) > 0 ? LONGEST : distance;
    }

    private String receiver(String id) throws ImportException {
        String there = receivers.get(id);
        if (there != null) {
            return there;
        }
        String made = carryOver(id);
        receivers.put(id, made);
        return made;
    }

    private String carryOver(String id) throws ImportException {
        Fields notification = byId.get(id);
        if (notification == null) {
            translation.notCarriedOver("notification " + id + ", which is not in the file: export a backup");
            return "";
        }
        String name = notification.text("name");
        String wish = name == null ? "notification " + id : name;
        Fields config = config(notification);
        String type = config.text("type");
        OldReceiver known = type == null ? null : OldReceiver.OF_KUMA.get(type);
        if (known == null) {
            translation.notCarriedOver(
                    "notification \"" + wish + "\" of type " + type + "; a webhook with a body may do");
            return "";
        }
        for (String book : new String[] {"name", "isDefault", "applyExisting", "id", "userId", "active"}) {
            config.passOver(book);
        }
        String made = known.carryOver(wish, config, config, translation);
        return made == null ? "" : made;
    }

    /** A backup holds it as JSON in a text. */
    private static Fields config(Fields notification) throws ImportException {
        Value config = notification.get("config");
        if (config == null) {
            return notification;
        }
        return config.isObject()
                ? config.fields("an object")
                : Value.ofJson(new Source("config of a notification", References.plain(config.text())))
                        .fields("an object");
    }
}
