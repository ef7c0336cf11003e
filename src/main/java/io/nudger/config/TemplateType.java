package io.nudger.config;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Suggestion;
import io.nudger.document.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Templates in Mustache, of which every name is known. */
public final class TemplateType {
    static final Type<String> TEMPLATE = Type.<String>of(
                    "a template in Mustache of 1 to 100000 characters", TemplateType::parse)
            .textOnly();

    private static final int LONGEST = 100_000;

    /** What a template may name: of the notice, of each of its {@code items}, of each of the {@code labels} of those. */
    public static final Set<String> NAMES = Set.of(
            "key",
            "kind",
            "severity",
            "critical",
            "warning",
            "good",
            "info",
            "color",
            "color_number",
            "title",
            "text",
            "paragraphs",
            "acknowledge",
            "link",
            "at",
            "lasted",
            "test",
            "count",
            "more",
            "items",
            "target",
            "target_title",
            "state",
            "firing",
            "since",
            "zones",
            "reason",
            "message",
            "url",
            "labels",
            "outage",
            "dedup_key",
            "line",
            "name",
            "value");

    /** What Mustache itself knows in a list. */
    private static final Set<String> OF_LISTS = Set.of("-first", "-last", "-index", ".", "this");

    private TemplateType() {}

    /** A template that was accepted, ready to be used; it escapes nothing, as the values it gets are escaped already. */
    public static Template compile(String text) {
        return Mustache.compiler()
                .withEscaper(Escapers.NONE)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .defaultValue("")
                .compile(text);
    }

    private static String parse(String text) throws Refusal {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new Refusal("it has " + text.length());
        }
        Names names = new Names();
        try {
            compile(text).visit(names);
        } catch (MustacheException e) {
            throw new Refusal("it cannot be read: " + e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            throw new Refusal("a tag names nothing");
        }
        if (!names.objections.isEmpty()) {
            throw new Refusal(names.objections.get(0));
        }
        return text;
    }

    /** Looks at all that a template names. */
    private static final class Names implements Mustache.Visitor {
        private final List<String> objections = new ArrayList<>();

        @Override
        public void visitText(String text) {
            if (text.contains("{{")) {
                objections.add("a {{ is not closed");
            }
        }

        @Override
        public void visitVariable(String name) {
            if (!NAMES.contains(name) && !OF_LISTS.contains(name)) {
                objections.add(Quoted.of(name) + " is not known; " + Suggestion.among(new TreeSet<>(NAMES), name));
            }
        }

        @Override
        public boolean visitInclude(String name) {
            objections.add("it includes another template, " + Quoted.of(name) + "; that is not understood here");
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            visitVariable(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            visitVariable(name);
            return true;
        }
    }
}
