package io.nudger.imports;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the conditions of an endpoint of Gatus, which must all hold, into the expectations of a target. */
final class GatusConditions {
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final Draft draft;
    private final Statuses statuses = Statuses.all();
    private boolean aboutStatus;

    private GatusConditions(Draft draft) {
        this.draft = draft;
    }

    static void carryOver(List<String> conditions, Draft draft) {
        GatusConditions all = new GatusConditions(draft);
        conditions.forEach(all::carryOver);
        all.putStatuses();
    }

    private void carryOver(String text) {
        GatusCondition condition = GatusCondition.of(text);
        aboutStatus |= condition != null && condition.isAbout("[STATUS]");
        if (condition == null || References.in(text) || !put(condition)) {
            draft.notCarriedOver(text);
        }
    }

    /** Whether it could be put in. */
    private boolean put(GatusCondition condition) {
        if (condition.isAbout("[STATUS]")) {
            return condition.keep(statuses);
        }
        if (condition.isAbout("[CONNECTED]")) {
            // Nothing to put in: a check without a connection is down.
            return condition.operator().equals("==") && condition.right().equals("true");
        }
        if (condition.isAbout("[RESPONSE_TIME]")) {
            return putResponseTime(condition);
        }
        if (condition.isAbout("[CERTIFICATE_EXPIRATION]")) {
            return putCertificate(condition);
        }
        if (condition.isAbout("[BODY]")) {
            return putBody(condition);
        }
        String path = condition.behind("[BODY]");
        if (path != null) {
            return putJson(condition, path);
        }
        String counted = condition.inside("len");
        if (counted != null) {
            return putJson(condition, counted + ".length()");
        }
        String existing = condition.inside("has");
        if (existing != null) {
            return putExistence(condition, existing);
        }
        String header = condition.behind("[HEADER].");
        return header != null && putHeader(condition, header);
    }

    private boolean putResponseTime(GatusCondition condition) {
        Duration longest = millis(condition.right());
        if (longest == null || !condition.isLess() || draft.has("expect", "max_duration")) {
            return false;
        }
        draft.bare(condition.text(), Durations.write(longest), "expect", "max_duration");
        return true;
    }

    private boolean putCertificate(GatusCondition condition) {
        Duration left = millis(condition.right());
        if (left == null || !condition.isMore() || draft.has("expect", "certificate_days")) {
            return false;
        }
        long days = (left.toSeconds() + DAY_SECONDS - 1) / DAY_SECONDS;
        draft.bare(condition.text(), String.valueOf(days), "expect", "certificate_days");
        return true;
    }

    /** Takes one condition that the page must match, and one that it must not. */
    private boolean putBody(GatusCondition condition) {
        if (!condition.isEquality()) {
            return false;
        }
        if (condition.operator().equals("!=")) {
            return put(condition, condition.regexp(), "expect", "not_regexp");
        }
        if (draft.has("regexp")) {
            return false;
        }
        draft.text(condition.text(), condition.regexp(), "regexp");
        return true;
    }

    private boolean putJson(GatusCondition condition, String path) {
        boolean plain = condition.argument("pat") == null && condition.argument("any") == null;
        if (plain) {
            return put(
                    condition,
                    JsonConditions.of(condition.operator(), condition.right()),
                    "expect",
                    "json",
                    "$" + path);
        }
        String search = condition.operator().equals("==") ? "=~ " : "!~ ";
        return condition.isEquality() && put(condition, search + condition.regexp(), "expect", "json", "$" + path);
    }

    private boolean putExistence(GatusCondition condition, String path) {
        boolean known = condition.right().equals("true") || condition.right().equals("false");
        boolean present =
                condition.right().equals("true") == condition.operator().equals("==");
        return known
                && condition.isEquality()
                && put(condition, present ? "present" : "absent", "expect", "json", "$" + path);
    }

    private boolean putHeader(GatusCondition condition, String header) {
        return condition.operator().equals("==") && put(condition, condition.regexp(), "expect", "headers", header);
    }

    private boolean put(GatusCondition condition, String value, String... path) {
        if (draft.has(path)) {
            return false;
        }
        draft.text(condition.text(), value, path);
        return true;
    }

    private void putStatuses() {
        if (!aboutStatus) {
            draft.note("status: no condition is about it, so Gatus takes any");
        }
        if (statuses.isEmpty()) {
            draft.notCarriedOver("the conditions on [STATUS], which no status can meet");
        } else if (aboutStatus && statuses.isAll()) {
            // The conditions could not be carried over: nudger's own demand is better than none.
            return;
        } else if (!statuses.isDefault()) {
            draft.put("[STATUS]", statuses.node(), "expect", "status");
        }
    }

    /** A number of milliseconds, or a duration. */
    private static @Nullable Duration millis(String text) {
        Duration duration = Durations.parse(text);
        return duration == null ? Durations.times(Duration.ofMillis(1), text) : duration;
    }
}
