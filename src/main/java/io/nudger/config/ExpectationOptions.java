package io.nudger.config;

import com.google.re2j.Pattern;
import io.nudger.check.Expectation;
import io.nudger.check.StatusSet;
import io.nudger.config.Node.Entry;
import io.nudger.config.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes an answer a good one: {@code expect}, and {@code regexp} as the short form of the one in it. */
final class ExpectationOptions {
    /** Status codes as one text or number. */
    static final Type<StatusSet> STATUS = Type.of(
                    "status codes such as 200, 200-204, 2xx or a list of them", ExpectationOptions::status)
            .repeating();

    private static final Type<String> CONTENT =
            Type.text("a text of 1 to 2000 characters", java.util.regex.Pattern.compile("(?s).{1,2000}"));

    private ExpectationOptions() {}

    static Expectation read(Section section, Expectation defaults) {
        Pattern shortForm = section.read("regexp", RegexpType.REGEXP);
        Section expect = section.section("expect");
        StatusSet status = readStatus(expect);
        Pattern longForm = expect.read("regexp", RegexpType.REGEXP);
        if (section.has("regexp") && expect.has("regexp")) {
            expect.problem("regexp", "stands beside regexp, its short form; leave one of them out");
        }
        Pattern regexp = longForm == null ? shortForm : longForm;
        Pattern notRegexp = expect.read("not_regexp", RegexpType.REGEXP);
        String contains = expect.read("body_contains", CONTENT);
        expect.end();
        return new Expectation(
                status == null ? defaults.status() : status,
                regexp == null ? defaults.regexp() : regexp,
                notRegexp == null ? defaults.notRegexp() : notRegexp,
                contains == null ? defaults.bodyContains() : contains);
    }

    private static @Nullable StatusSet readStatus(Section expect) {
        Entry entry = expect.entry("status");
        if (entry == null || !(entry.node() instanceof Sequence sequence)) {
            return expect.read("status", STATUS);
        }
        if (sequence.items().isEmpty()) {
            expect.problem("status", "wanted " + STATUS.wanted() + ", found an empty list");
        }
        List<StatusSet.Range> ranges = new ArrayList<>();
        expect.forEach("status", STATUS.wanted(), (node, place) -> {
            StatusSet status = expect.reading().value(node, place, STATUS);
            ranges.addAll(status == null ? List.of() : status.ranges());
        });
        return ranges.isEmpty() ? null : new StatusSet(ranges);
    }

    private static StatusSet status(String text) throws Refusal {
        try {
            return StatusSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("");
        }
    }
}
