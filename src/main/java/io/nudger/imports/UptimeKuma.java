package io.nudger.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uptime Kuma: the JSON backup of version 1, or the list of monitors as its API gives it. */
final class UptimeKuma implements Importer {
    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark("Groups became the label group, tags became labels.");
        translation.remark("Notifications stand in a file of their own, which --alerts FILE writes.");
        for (Source source : sources) {
            Value document = Value.ofJson(source);
            List<Value> monitors;
            Map<String, Fields> notifications = new LinkedHashMap<>();
            if (document.isList()) {
                monitors = document.items("a list of monitors");
            } else {
                Fields backup = document.fields("an object with the key monitorList");
                monitors = values(backup.require("monitorList", "a list of monitors"));
                for (Value value : backup.list("notificationList")) {
                    Fields notification = value.fields("a notification");
                    notifications.put(notification.require("id", "a number").text(), notification);
                }
            }
            read(monitors, new KumaNotifications(notifications, translation.alerts()), translation);
        }
    }

    /** The monitors of a list, or of an object that has them by number. */
    private static List<Value> values(Value monitors) throws ImportException {
        return monitors.isObject()
                ? List.copyOf(monitors.fields("").all().values())
                : monitors.items("a list of monitors");
    }

    private static void read(List<Value> monitors, KumaNotifications notifications, Translation translation)
            throws ImportException {
        Map<String, Fields> groups = new HashMap<>();
        List<Fields> others = new ArrayList<>();
        for (Value value : monitors) {
            Fields monitor = value.fields("a monitor with name and type");
            if (monitor.require("type", "a type").text().equals("group")) {
                groups.put(monitor.require("id", "a number").text(), monitor);
            } else {
                others.add(monitor);
            }
        }
        for (Fields monitor : others) {
            new KumaMonitor(monitor, translation, notifications).carryOver(groupOf(monitor, groups));
        }
    }

    /** The names of the groups around a monitor, from the outermost on; empty when there are none. */
    private static String groupOf(Fields monitor, Map<String, Fields> groups) throws ImportException {
        List<String> names = new ArrayList<>();
        String parent = monitor.text("parent");
        Fields group = parent == null ? null : groups.get(parent);
        // A circle of groups cannot be longer than there are groups.
        while (group != null && names.size() < groups.size()) {
            names.add(0, group.require("name", "a name").text());
            String next = group.text("parent");
            group = next == null ? null : groups.get(next);
        }
        return String.join("/", names);
    }
}
