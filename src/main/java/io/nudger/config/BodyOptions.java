package io.nudger.config;

import com.google.re2j.Pattern;
import io.nudger.check.BodyExpectation;
import io.nudger.check.Condition;
import io.nudger.check.JsonQuery;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.LinkedHashMap;
import java.util.List;
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
        List<Pattern> shortForm = section.readOneOrMore("regexp", RegexpType.REGEXP);
        String contains = expect.read("body_contains", CONTENT);
        List<Pattern> longForm = expect.readOneOrMore("regexp", RegexpType.REGEXP);
        if (section.has("regexp") && expect.has("regexp")) {
            expect.problem("regexp", "stands beside regexp, its short form; leave one of them out");
        }
        List<Pattern> regexps = longForm.isEmpty() ? shortForm : longForm;
        List<Pattern> notRegexps = expect.readOneOrMore("not_regexp", RegexpType.REGEXP);
        return new BodyExpectation(
                contains == null ? defaults.contains() : contains,
                regexps.isEmpty() ? defaults.regexps() : regexps,
                notRegexps.isEmpty() ? defaults.notRegexps() : notRegexps,
                json(expect, defaults.json()));
    }

    /** The conditions of the defaults and those of the section, which win. */
    private static Map<JsonQuery, List<Condition>> json(Section expect, Map<JsonQuery, List<Condition>> defaults) {
        Map<JsonQuery, List<Condition>> all = new LinkedHashMap<>(defaults);
        Map<JsonQuery, List<Condition>> own = new LinkedHashMap<>();
        expect.section("json").readAllLists(JsonQueryType.QUERY, ConditionType.CONDITION, own);
        all.putAll(own);
        return all;
    }
}
