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
            Map<String, Fields> proxies = new LinkedHashMap<>();
            if (document.isList()) {
                monitors = document.items("a list of monitors");
            } else {
                Fields backup = document.fields("an object with the key monitorList");
                Value list = backup.get("monitors");
                monitors = values(list == null ? backup.require("monitorList", "a list of monitors") : list);
                byNumber(backup.list("notificationList"), notifications);
                byNumber(backup.list("proxyList"), proxies);
                KumaMaintenance.read(backup, translation.alerts());
            }
            KumaNotifications all = new KumaNotifications(notifications, translation.alerts());
            for (Map.Entry<Fields, String> monitor : groupOf(monitors).entrySet()) {
                new KumaMonitor(monitor.getKey(), translation, all, proxies).carryOver(monitor.getValue());
            }
        }
    }

    /** The monitors of a list, or of an object that has them by number. */
    private static List<Value> values(Value monitors) throws ImportException {
        return monitors.isObject()
                ? List.copyOf(monitors.fields("").all().values())
                : monitors.items("a list of monitors");
    }

    private static void byNumber(List<Value> values, Map<String, Fields> into) throws ImportException {
        for (Value value : values) {
            Fields fields = value.fields("an object with id");
            into.put(fields.require("id", "a number").text(), fields);
        }
    }

    /** The monitors that are no groups, in their order, with the names of the groups around them. */
    private static Map<Fields, String> groupOf(List<Value> monitors) throws ImportException {
        Map<String, Fields> groups = new HashMap<>();
        List<Fields> others = new ArrayList<>();
        for (Value value : monitors) {
            Fields monitor = value.fields("a monitor with name and type");
            if ("group".equals(monitor.text("type"))) {
                groups.put(monitor.require("id", "a number").text(), monitor);
            } else {
                others.add(monitor);
            }
        }
        Map<Fields, String> found = new LinkedHashMap<>();
        for (Fields monitor : others) {
            found.put(monitor, groupOf(monitor, groups));
        }
        return found;
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
