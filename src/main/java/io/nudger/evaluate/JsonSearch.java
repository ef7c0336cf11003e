package io.nudger.evaluate;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.PathNotFoundException;
import io.nudger.check.Condition;
import io.nudger.check.JsonQuery;
import io.nudger.check.Wording;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as JSON and holds its values against their conditions. A path that means several values is met when each of
 * them is as it should be, and there is one.
 */
final class JsonSearch {
    private static final int MAX_SHOWN = 80;

    private final ResponseView answer;
    private final String text;
    private final TimeLimit limit;
    private final ExpectationEvaluator into;
    private final Configuration reading;

    JsonSearch(ResponseView answer, String text, TimeLimit limit, ExpectationEvaluator into) {
        this.answer = answer;
        this.text = text;
        this.limit = limit;
        this.into = into;
        this.reading = Configuration.builder()
                .jsonProvider(new TimedJsonProvider(limit))
                .mappingProvider(NoMapping.INSTANCE)
                .build();
    }

    void assess(Map<JsonQuery, List<Condition>> conditions) {
        into.decided("json", "the body as JSON", () -> {
            Object document;
            try {
                document = JsonDocument.parse(text, limit);
            } catch (JsonDocument.MalformedException e) {
                malformed(conditions.keySet().iterator().next(), e);
                return;
            }
            conditions.forEach((query, all) -> all.forEach(condition ->
                    into.decided(key(query), condition.toString(), () -> assess(query, condition, document))));
        });
    }

    private void malformed(JsonQuery first, JsonDocument.MalformedException problem) {
        String found = "no JSON: " + Wording.excerpt(String.valueOf(problem.getMessage()), MAX_SHOWN);
        into.failed(
                "json",
                "the body as JSON",
                found,
                BodySearch.failure("The body of " + answer.bodyBytes() + " bytes is " + found
                        + "; wanted a document to look up " + first + " in."));
    }

    private void assess(JsonQuery query, Condition condition, @Nullable Object document) {
        List<@Nullable Object> values;
        try {
            values = values(query, document);
        } catch (TimeLimit.TimeIsUpException e) {
            throw e;
        } catch (RuntimeException e) { // Whatever the library throws at a path that does not fit the document.
            String found = "not computable: " + Wording.excerpt(String.valueOf(e.getMessage()), MAX_SHOWN);
            failed(query, condition, found, "The value of " + query + " is " + found + ", wanted " + condition + ".");
            return;
        }
        if (values.isEmpty()) {
            evaluate(
                    query,
                    condition,
                    "nothing",
                    condition.operator() == Condition.Operator.ABSENT || condition.optional(),
                    "Nothing is at " + query);
            return;
        }
        for (Object value : values) {
            if (!holds(condition, value)) {
                String found = shown(value);
                String which = values.size() == 1 ? "The value of " : "One of " + values.size() + " values of ";
                evaluate(query, condition, found, false, which + query + " is " + found);
                return;
            }
        }
        String found = values.size() == 1 ? shown(values.get(0)) : values.size() + " values, all of them so";
        evaluate(query, condition, found, true, "");
    }

    private void evaluate(JsonQuery query, Condition condition, String found, boolean met, String sentence) {
        if (met) {
            into.met(key(query), condition.toString(), found);
        } else {
            failed(query, condition, found, sentence + ", wanted " + condition + ".");
        }
    }

    private void failed(JsonQuery query, Condition condition, String found, String message) {
        into.failed(key(query), condition.toString(), found, BodySearch.failure(message));
    }

    private static String key(JsonQuery query) {
        return "json " + query;
    }

    /** What the path means; empty when there is nothing. */
    private List<@Nullable Object> values(JsonQuery query, @Nullable Object document) {
        Object found;
        try {
            found = query.path().read(document, reading);
        } catch (PathNotFoundException e) {
            return List.of();
        }
        if (!query.path().isDefinite()) {
            return found instanceof List<?> list ? java.util.Collections.unmodifiableList(list) : List.of();
        }
        return query.isLength() ? length(found) : java.util.Collections.singletonList(found);
    }

    /** Only a list, an object and a text have one. */
    private static List<@Nullable Object> length(@Nullable Object value) {
        if (value instanceof String text) {
            return List.of(text.codePointCount(0, text.length()));
        }
        if (value instanceof Map<?, ?> object) {
            return List.of(object.size());
        }
        return value instanceof List<?> list ? List.of(list.size()) : List.of();
    }

    /** Null is no value; a list or an object is compared as its JSON without spaces. */
    private boolean holds(Condition condition, @Nullable Object value) {
        if (value == null && (condition.isAboutPresence() || condition.optional())) {
            return condition.operator() != Condition.Operator.PRESENT;
        }
        boolean compound = value instanceof Map || value instanceof List;
        String text = compound && !condition.isAboutPresence() ? Json.encode(value) : String.valueOf(value);
        return condition.holds(text, new TimedText(text, limit));
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        String simple = Wording.excerpt(String.valueOf(value), MAX_SHOWN);
        return value instanceof String ? '"' + simple + '"' : simple;
    }
}
