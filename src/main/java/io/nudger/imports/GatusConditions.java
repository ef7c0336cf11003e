package io.nudger.imports;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the conditions of an endpoint of Gatus, which must all hold, into the expectations of a target. */
final class GatusConditions {
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final Draft draft;
    private final GatusValues values;
    private final Statuses statuses = Statuses.all();
    private boolean aboutStatus;
    private boolean statusPut;

    private GatusConditions(Draft draft, Translation translation) {
        this.draft = draft;
        this.values = new GatusValues(draft, translation);
    }

    static void carryOver(List<String> conditions, Draft draft, Translation translation) {
        GatusConditions all = new GatusConditions(draft, translation);
        conditions.forEach(all::carryOver);
        all.putStatuses();
    }

    private void carryOver(String text) {
        try {
            put(GatusCondition.of(text));
        } catch (NotCarriedOverException e) {
            String why = String.valueOf(e.getMessage());
            draft.notCarriedOver(text + (why.isEmpty() ? "" : ", " + why));
        }
    }

    private void put(GatusCondition condition) throws NotCarriedOverException {
        GatusPlaceholder left = condition.left();
        if (left.is("[STATUS]")) {
            putStatus(condition);
        } else if (left.isBody() && left.path().isEmpty()) {
            putBody(condition);
        } else if (left.isBody()) {
            values.put(condition);
        } else if (References.in(condition.right())) {
            throw new NotCarriedOverException("which has a variable");
        } else if (left.is("[CONNECTED]")) {
            // Nothing to put in: a check without a connection is down.
            require(condition.isTrue());
        } else if (left.is("[RESPONSE_TIME]")) {
            putResponseTime(condition);
        } else if (left.is("[CERTIFICATE_EXPIRATION]")) {
            putCertificate(condition);
        } else if (left.isHeader()) {
            require(condition.operator().equals("=="));
            draft.text(condition.text(), condition.regexp(), "expect", "headers", left.path());
        } else {
            throw new NotCarriedOverException("");
        }
    }

    private static void require(boolean possible) throws NotCarriedOverException {
        if (!possible) {
            throw new NotCarriedOverException("");
        }
    }

    private void putStatus(GatusCondition condition) throws NotCarriedOverException {
        aboutStatus = true;
        if (References.in(condition.right())) {
            require(condition.operator().equals("==") && condition.isPlain() && !draft.has("expect", "status"));
            draft.text(condition.text(), condition.right(), "expect", "status");
            statusPut = true;
            return;
        }
        require(condition.keep(statuses));
    }

    private void putResponseTime(GatusCondition condition) throws NotCarriedOverException {
        Duration longest = millis(condition.right());
        if (longest == null || !condition.isLess() || draft.has("expect", "max_duration")) {
            throw new NotCarriedOverException("");
        }
        draft.bare(condition.text(), Durations.write(longest), "expect", "max_duration");
    }

    /** Gatus looks at the certificate of the server alone. */
    private void putCertificate(GatusCondition condition) throws NotCarriedOverException {
        Duration left = millis(condition.right());
        if (left == null || !condition.isMore() || draft.has("expect", "leaf_certificate_days")) {
            throw new NotCarriedOverException("");
        }
        long days = (left.toSeconds() + DAY_SECONDS - 1) / DAY_SECONDS;
        if (days * DAY_SECONDS != left.toSeconds()) {
            draft.changed(condition.text() + ": nudger counts whole days");
        }
        draft.bare(condition.text(), String.valueOf(Math.max(days, 1)), "expect", "leaf_certificate_days");
    }

    private void putBody(GatusCondition condition) throws NotCarriedOverException {
        if (condition.left().function().equals("has")) {
            require(condition.isTrue() || condition.isFalse());
            addRegexp(condition, "\\S", condition.isTrue());
            return;
        }
        require(condition.left().function().isEmpty() && !References.in(condition.right()));
        if (!condition.isEquality()) {
            values.put(condition);
            return;
        }
        if (condition.isAnything()) {
            throw new NotCarriedOverException("which says nothing of a page");
        }
        addRegexp(condition, condition.regexp(), condition.operator().equals("=="));
    }

    private void addRegexp(GatusCondition condition, String regexp, boolean wanted) {
        if (wanted) {
            draft.add(condition.text(), regexp, "regexp");
        } else {
            draft.add(condition.text(), regexp, "expect", "not_regexp");
        }
    }

    private void putStatuses() {
        if (!aboutStatus) {
            draft.note("status: no condition is about it, so Gatus takes any");
        }
        if (statuses.isEmpty()) {
            draft.notCarriedOver("the conditions on [STATUS], which no status can meet");
        } else if (statusPut || (aboutStatus && statuses.isAll())) {
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
