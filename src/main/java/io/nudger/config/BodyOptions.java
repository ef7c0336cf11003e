package io.nudger.config;

import com.google.re2j.Pattern;
import io.nudger.check.BodyExpectation;
import io.nudger.check.Condition;
import io.nudger.check.JsonQuery;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is expected of a body: {@code body_contains}, {@code regexp}, {@code not_regexp} and {@code json} of {@code expect},
 * and {@code regexp} beside it, the short form.
 */
final class BodyOptions {
    private static final Type<String> CONTENT =
            Type.text("a text of 1 to 2000 characters", java.util.regex.Pattern.compile("(?s).{1,2000}"));

    private BodyOptions() {}

    static BodyExpectation read(Section section, Section expect, BodyExpectation defaults) {
        Pattern shortForm = section.read("regexp", RegexpType.REGEXP);
        String contains = expect.read("body_contains", CONTENT);
        Pattern longForm = expect.read("regexp", RegexpType.REGEXP);
        if (section.has("regexp") && expect.has("regexp")) {
            expect.problem("regexp", "stands beside regexp, its short form; leave one of them out");
        }
        Pattern regexp = longForm == null ? shortForm : longForm;
        Pattern notRegexp = expect.read("not_regexp", RegexpType.REGEXP);
        return new BodyExpectation(
                contains == null ? defaults.contains() : contains,
                regexp == null ? defaults.regexp() : regexp,
                notRegexp == null ? defaults.notRegexp() : notRegexp,
                json(expect, defaults.json()));
    }

    /** The conditions of the defaults and those of the section, which win. */
    private static Map<JsonQuery, Condition> json(Section expect, Map<JsonQuery, Condition> defaults) {
        Map<JsonQuery, Condition> all = new LinkedHashMap<>(defaults);
        Map<JsonQuery, Condition> own = new LinkedHashMap<>();
        expect.section("json").readAll(JsonQueryType.QUERY, ConditionType.CONDITION, own);
        all.putAll(own);
        return all;
    }
}
