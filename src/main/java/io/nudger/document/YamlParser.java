package io.nudger.document;

import io.nudger.check.Printable;
import io.nudger.document.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 from the parser's events, which know the place of every value. Nothing is constructed from scalars: they
 * stay the text that was written.
 */
final class YamlParser {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

    /** The tags that say of a scalar what it is anyway, or that it is a text whatever it looks like. */
    private static final String TEXT_TAG = "tag:yaml.org,2002:str";

    private final boolean foreign;
    private final Supplier<TreeBuilder> trees;
    private final List<Node> documents = new ArrayList<>();
    private TreeBuilder tree;

    private YamlParser(boolean foreign, Supplier<TreeBuilder> trees) {
        this.foreign = foreign;
        this.trees = trees;
        this.tree = trees.get();
    }

    /** The one document of a file of our own; a null scalar when it is empty. */
    static void parse(String text, TreeBuilder tree) throws SyntaxException {
        new YamlParser(false, () -> tree).parse(text);
    }

    /** All documents of a file of another program, which may have tags: they are passed over. At least one. */
    static List<Node> parseAll(String text, Supplier<TreeBuilder> trees) throws SyntaxException {
        YamlParser parser = new YamlParser(true, trees);
        parser.parse(text);
        return parser.documents.isEmpty() ? List.of(parser.tree.root()) : parser.documents;
    }

    private void parse(String text) throws SyntaxException {
        try {
            for (Event event : new Parse(SETTINGS).parseString(text)) {
                handle(event);
            }
        } catch (MarkedYamlEngineException e) {
            throw at(e.getProblemMark(), "not valid YAML: " + printable(e.getProblem()) + hint(e.getProblem()));
        } catch (ReaderException e) {
            throw unprintable(text, e);
        } catch (YamlEngineException e) {
            throw new SyntaxException(0, 0, "not valid YAML: " + printable(String.valueOf(e.getMessage())));
        }
    }

    private void handle(Event event) throws SyntaxException {
        Optional<Mark> mark = event.getStartMark();
        int line = line(mark);
        int column = column(mark);
        switch (event.getEventId()) {
            case StreamStart, StreamEnd, Comment -> {}
            case DocumentEnd -> documentEnd();
            case DocumentStart -> documentStart(mark);
            case Alias -> tree.alias(((AliasEvent) event).getAlias().getValue(), line, column);
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                refuseTag(scalar.getTag(), mark);
                boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN
                        || TEXT_TAG.equals(scalar.getTag().orElse(""));
                tree.scalar(new Scalar(scalar.getValue(), quoted), anchor(scalar), line);
            }
            case SequenceStart -> {
                SequenceStartEvent start = (SequenceStartEvent) event;
                refuseTag(start.getTag(), mark);
                tree.beginSequence(anchor(start), line, column);
            }
            case MappingStart -> {
                MappingStartEvent start = (MappingStartEvent) event;
                refuseTag(start.getTag(), mark);
                tree.beginMapping(anchor(start), line, column);
            }
            case SequenceEnd, MappingEnd -> tree.end();
        }
    }

    private void documentStart(Optional<Mark> mark) throws SyntaxException {
        if (documents.isEmpty()) {
            return;
        }
        if (!foreign) {
            throw at(mark, "a second document begins here; one file holds one");
        }
        tree = trees.get();
    }

    private void documentEnd() {
        documents.add(tree.root());
    }

    private static @Nullable String anchor(NodeEvent event) {
        return event.getAnchor().map(Anchor::getValue).orElse(null);
    }

    private void refuseTag(Optional<String> tag, Optional<Mark> mark) throws SyntaxException {
        if (tag.isPresent() && !foreign) {
            throw at(mark, "tags such as !!int are not understood here");
        }
    }

    private static String hint(String problem) {
        if (problem.contains("<block end>")) {
            return "; is the indentation right?";
        }
        return problem.endsWith("but got {") ? "; within { } and [ ] a text with ${...} stands in quotes" : "";
    }

    private static SyntaxException at(Optional<Mark> mark, String reason) {
        return new SyntaxException(line(mark), column(mark), reason);
    }

    private static SyntaxException unprintable(String text, ReaderException e) {
        int offset = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        String before = text.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = offset - before.lastIndexOf('\n');
        return new SyntaxException(
                line, column, String.format("not valid YAML: the character U+%04X is not allowed", e.getCodePoint()));
    }

    /** The parser shows characters as they are, ends of lines too. */
    private static String printable(String problem) {
        StringBuilder text = new StringBuilder();
        problem.codePoints()
                .forEach(each ->
                        text.append(Printable.is(each) ? Character.toString(each) : String.format("U+%04X", each)));
        return text.toString();
    }

    /** From 1; 0 when it is not known. */
    private static int line(Optional<Mark> mark) {
        return mark.map(known -> known.getLine() + 1).orElse(0);
    }

    /** From 1; 0 when it is not known. */
    private static int column(Optional<Mark> mark) {
        return mark.map(known -> known.getColumn() + 1).orElse(0);
    }
}
