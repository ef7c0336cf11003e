package io.nudger.document;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of a document from what its parser meets. It does not recurse, reports duplicate keys as problems, and
 * resolves the anchors, aliases and merge keys of YAML.
 */
final class TreeBuilder {
    private static final int MAX_DEPTH = 64;
    private static final String MERGE = "<<";

    private final Place place;
    private final Problems problems;
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<String, Node> anchors = new HashMap<>();
    /** Keys repeat in every target; one instance of each is enough. */
    private final Map<String, String> keys = new HashMap<>();

    private Node root = new Scalar("", false);

    TreeBuilder(Place place, Problems problems) {
        this.place = place;
        this.problems = problems;
    }

    void beginMapping(@Nullable String anchor, int line, int column) throws SyntaxException {
        push(new MappingFrame(childPlace(line, column), anchor, line), line, column);
    }

    void beginSequence(@Nullable String anchor, int line, int column) throws SyntaxException {
        push(new SequenceFrame(childPlace(line, column), anchor, line), line, column);
    }

    void scalar(Scalar scalar, @Nullable String anchor, int line) {
        if (open.peek() instanceof MappingFrame mapping && mapping.key == null) {
            mapping.key = scalar.quoted() ? scalar.text() : unquotedKey(scalar.text());
            mapping.merging = !scalar.quoted() && scalar.text().equals(MERGE);
            mapping.keyLine = line;
            return;
        }
        complete(scalar, anchor, line);
    }

    void alias(String anchor, int line, int column) throws SyntaxException {
        Node node = anchors.get(anchor);
        if (node == null) {
            throw new SyntaxException(line, column, "the alias *" + anchor + " has no anchor that ends before it");
        }
        if (node instanceof Scalar scalar) {
            scalar(scalar, null, line);
            return;
        }
        if (open.peek() instanceof MappingFrame mapping && mapping.key == null) {
            throw compoundKey(line, column);
        }
        complete(node, null, line);
    }

    /** Ends the object or list that was begun last. */
    void end() {
        Frame frame = requireNonNull(open.poll(), "nothing to end");
        complete(frame.finish(), frame.anchor, frame.line);
    }

    /** The document; a null scalar when it is empty. */
    Node root() {
        return root;
    }

    private String unquotedKey(String text) {
        return requireNonNull(keys.computeIfAbsent(text, key -> key));
    }

    private void push(Frame frame, int line, int column) throws SyntaxException {
        if (open.size() == MAX_DEPTH) {
            throw new SyntaxException(line, column, "nested more than " + MAX_DEPTH + " deep");
        }
        open.push(frame);
    }

    private void complete(Node node, @Nullable String anchor, int line) {
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        Frame parent = open.peek();
        if (parent == null) {
            root = node;
            return;
        }
        parent.accept(node, line);
    }

    private Place childPlace(int line, int column) throws SyntaxException {
        Frame parent = open.peek();
        return parent == null ? place : parent.childPlace(line, column);
    }

    private static SyntaxException compoundKey(int line, int column) {
        return new SyntaxException(line, column, "a key must be a text");
    }

    /** An object or list that is not complete yet. */
    private abstract static class Frame {
        final Place place;
        final @Nullable String anchor;
        final int line;

        Frame(Place place, @Nullable String anchor, int line) {
            this.place = place;
            this.anchor = anchor;
            this.line = line;
        }

        abstract Place childPlace(int line, int column) throws SyntaxException;

        abstract void accept(Node node, int line);

        abstract Node finish();
    }

    private static final class SequenceFrame extends Frame {
        private final List<Entry> items = new ArrayList<>();

        SequenceFrame(Place place, @Nullable String anchor, int line) {
            super(place, anchor, line);
        }

        @Override
        Place childPlace(int line, int column) {
            return place.item(items.size(), line);
        }

        @Override
        void accept(Node node, int line) {
            items.add(new Entry(node, line));
        }

        @Override
        Node finish() {
            return new Sequence(items);
        }
    }

    private final class MappingFrame extends Frame {
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final List<Mapping> merged = new ArrayList<>();
        private @Nullable String key;
        private boolean merging;
        private int keyLine;

        MappingFrame(Place place, @Nullable String anchor, int line) {
            super(place, anchor, line);
        }

        @Override
        Place childPlace(int line, int column) throws SyntaxException {
            if (key == null) {
                throw compoundKey(line, column);
            }
            return place.key(key, keyLine);
        }

        @Override
        void accept(Node node, int line) {
            String entryKey = requireNonNull(key, "a value without a key");
            key = null;
            if (merging) {
                merge(node);
                return;
            }
            Entry first = entries.putIfAbsent(entryKey, new Entry(node, keyLine));
            if (first != null) {
                problems.add(place.key(entryKey, keyLine).problem("stands twice; first in line " + first.line()));
            }
        }

        private void merge(Node node) {
            if (node instanceof Mapping mapping) {
                merged.add(mapping);
                return;
            }
            if (node instanceof Sequence sequence
                    && sequence.items().stream().allMatch(item -> item.node() instanceof Mapping)) {
                sequence.items().forEach(item -> merged.add((Mapping) item.node()));
                return;
            }
            problems.add(
                    place.key(MERGE, keyLine).problem("wanted an object or a list of objects, found " + node.kind()));
        }

        /** What stands in the object itself wins over what is merged into it, and an earlier merge over a later one. */
        @Override
        Node finish() {
            merged.forEach(mapping -> mapping.entries().forEach(entries::putIfAbsent));
            return new Mapping(entries);
        }
    }
}
