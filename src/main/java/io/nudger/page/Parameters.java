package io.nudger.page;

import io.nudger.document.Fault;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import io.nudger.query.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, read as strictly as settings: what is unknown or wrong is refused, all of it at once.
 */
final class Parameters {
    /** A moment in UTC, or the beginning of a day. */
    static final Type<Instant> MOMENT =
            Type.of("a time such as 2026-11-21T12:00:00Z, or a day such as 2026-11-21", Parameters::moment);
    /** A month in UTC. */
    static final Type<YearMonth> MONTH = Type.of("a month such as 2026-11", text -> {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal("");
        }
    });

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9999;

    private final MultiMap given;
    private final Set<String> known = new LinkedHashSet<>();
    private final JsonArray problems = new JsonArray();

    Parameters(MultiMap given) {
        this.given = given;
    }

    private static Instant moment(String text) throws Refusal {
        try {
            OffsetDateTime moment = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text);
            if (moment.getYear() < FIRST_YEAR || moment.getYear() > LAST_YEAR) {
                throw new Refusal("");
            }
            return moment.toInstant();
        } catch (DateTimeException e) {
            throw new Refusal("");
        }
    }

    /** The value; null when it is absent or wrong. */
    <T> @Nullable T read(String name, Type<T> type) {
        List<String> values = all(name);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            problem(name, "stands twice");
            return null;
        }
        try {
            return type.parser().parse(values.get(0));
        } catch (Refusal refusal) {
            Fault fault = type.fault(Quoted.of(values.get(0)), refusal.reason());
            problem(name, fault.toString());
            return null;
        }
    }

    /** The value, or the default when it is absent or wrong. */
    <T> T read(String name, Type<T> type, T otherwise) {
        T value = read(name, type);
        return value == null ? otherwise : value;
    }

    /** All values of a parameter that may stand more than once. */
    List<String> all(String name) {
        known.add(name);
        return given.getAll(name);
    }

    /** A span from {@code from} to {@code to}, which is not longer than that. */
    Span span(Instant now, Duration usual, Duration longest) {
        Instant to = read("to", MOMENT, now);
        Instant from = read("from", MOMENT, to.minus(usual));
        if (!from.isBefore(to)) {
            problem("from", "the span begins before it ends; found " + from + " to " + to);
        } else if (Duration.between(from, to).compareTo(longest) > 0) {
            problem("from", "a span has at most " + longest.toDays() + " days here; ask for shorter ones");
        }
        return new Span(from, to);
    }

    void problem(String name, String detail) {
        problems.add(new JsonObject().put("parameter", name).put("detail", detail));
    }

    /** Whatever is wrong, when all that are known have been read. */
    JsonArray problems() {
        for (String name : given.names()) {
            if (known.add(name)) {
                problem(Quoted.of(name), "there is no such parameter here");
            }
        }
        return problems;
    }
}
