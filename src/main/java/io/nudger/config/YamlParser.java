package io.nudger.config;

import io.nudger.config.Node.Scalar;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML from the parser's events. Its own constructor would turn scalars into numbers, booleans and dates by the
 * rules of YAML 1.1, forget the lines, and take ten times as long; it is not even loaded.
 */
final class YamlParser {
    private final TreeBuilder tree;
    private int documents;

    private YamlParser(TreeBuilder tree) {
        this.tree = tree;
    }

    static void parse(String text, TreeBuilder tree) throws SyntaxException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        YamlParser parser = new YamlParser(tree);
        try {
            Parser events = new ParserImpl(new StreamReader(text), options);
            while (events.peekEvent() != null) {
                parser.handle(events.getEvent());
            }
        } catch (MarkedYAMLException e) {
            throw at(e.getProblemMark(), "not valid YAML: " + printable(e.getProblem()) + hint(e.getProblem()));
        } catch (ReaderException e) {
            throw unprintable(text, e);
        } catch (YAMLException e) {
            throw new SyntaxException(0, 0, "not valid YAML: " + printable(String.valueOf(e.getMessage())));
        }
    }

    private void handle(Event event) throws SyntaxException {
        Mark mark = event.getStartMark();
        switch (event.getEventId()) {
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
            case DocumentStart -> documentStart((DocumentStartEvent) event);
            case Alias -> tree.alias(((AliasEvent) event).getAnchor(), line(mark), column(mark));
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                refuseTag(scalar.getTag(), mark);
                boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
                tree.scalar(new Scalar(scalar.getValue(), quoted), scalar.getAnchor(), line(mark));
            }
            case SequenceStart -> {
                SequenceStartEvent start = (SequenceStartEvent) event;
                refuseTag(start.getTag(), mark);
                tree.beginSequence(start.getAnchor(), line(mark), column(mark));
            }
            case MappingStart -> {
                MappingStartEvent start = (MappingStartEvent) event;
                refuseTag(start.getTag(), mark);
                tree.beginMapping(start.getAnchor(), line(mark), column(mark));
            }
            case SequenceEnd, MappingEnd -> tree.end();
        }
    }

    private void documentStart(DocumentStartEvent event) throws SyntaxException {
        documents++;
        if (documents > 1) {
            throw at(event.getStartMark(), "a second document begins here; one file holds one");
        }
    }

    private static void refuseTag(@Nullable String tag, Mark mark) throws SyntaxException {
        if (tag != null) {
            throw at(mark, "tags such as !!int are not understood here");
        }
    }

    private static String hint(String problem) {
        if (problem.contains("<block end>")) {
            return "; is the indentation right?";
        }
        return problem.endsWith("but got {") ? "; within { } and [ ] a text with ${...} stands in quotes" : "";
    }

    private static SyntaxException at(@Nullable Mark mark, String reason) {
        return mark == null ? new SyntaxException(0, 0, reason) : new SyntaxException(line(mark), column(mark), reason);
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
                .forEach(each -> text.append(
                        Character.isISOControl(each) ? String.format("U+%04X", each) : Character.toString(each)));
        return text.toString();
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    private static int column(Mark mark) {
        return mark.getColumn() + 1;
    }
}
