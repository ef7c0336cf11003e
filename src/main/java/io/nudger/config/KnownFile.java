package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.config.Node.Entry;
import io.nudger.config.Node.Mapping;
import io.nudger.config.Node.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of targets that was read, and was right. Of another text that differs from it within some targets of the list,
 * only these are read: what stands before and after them is the same text in the same place of the same list, and so
 * says the same. Whatever is not as plain as that is not known here, and is read as a whole: so is a text in which
 * anything is wrong, so that all that is wrong is told, with its lines.
 */
final class KnownFile {
    private static final String LIST = "targets:\n";
    private static final int LINES_BEFORE = 1;
    private static final String ODD_ENDS = "\r\u0085\u2028\u2029";
    private static final String BEFORE_ANCHOR = " \t\n,[{:?-";

    private final String text;
    private final TargetOptions defaults;
    /** What was put in from the environment. */
    private final Map<String, @Nullable String> variables;
    /** Where the line of each target begins. */
    private final int[] starts;

    private final Target[] targets;

    private KnownFile(
            String text,
            TargetOptions defaults,
            Map<String, @Nullable String> variables,
            int[] starts,
            Target[] targets) {
        this.text = text;
        this.defaults = defaults;
        this.variables = variables;
        this.starts = starts;
        this.targets = targets;
    }

    /**
     * A file that was read without a problem, and in which nothing follows its list; null when it is not to be known:
     * because other files are part of it, because a part of it refers to another, or because its list is not one target
     * after the other, each on lines of its own.
     *
     * @param lines of the text on which the targets begin, from 1
     */
    static @Nullable KnownFile of(
            String text, TargetOptions defaults, Reading reading, List<Integer> lines, List<Target> targets) {
        if (targets.isEmpty() || reading.readsFiles() || !isPlain(text)) {
            return null;
        }
        int[] starts = starts(text, lines);
        return starts == null
                ? null
                : new KnownFile(text, defaults, reading.variables(), starts, targets.toArray(Target[]::new));
    }

    List<Target> targets() {
        return Arrays.asList(targets);
    }

    /** The file with this text now; null when it is to be read as a whole. */
    @Nullable KnownFile changedTo(String now, Environment environment) {
        if (!variables.entrySet().stream()
                .allMatch(each -> Objects.equals(environment.get(each.getKey()), each.getValue()))) {
            return null;
        }
        int same = commonStart(now);
        if (same == now.length() && same == text.length()) {
            return this;
        }
        int sameAtEnd = commonEnd(now, same);
        int first = indexOfLastUntil(same);
        if (first > 0 && !now.startsWith("- ", starts[first] + indentation(now, starts[first]))) {
            first--; // Something else stands there now, which belongs to the target before.
        }
        int next = indexOfFirstFrom(text.length() - sameAtEnd);
        int begin = first < 0 ? 0 : starts[first];
        int end = next == starts.length ? now.length() : starts[next] + now.length() - text.length();
        if (first < 0 || (end > begin && now.charAt(end - 1) != '\n' && end < now.length())) {
            return null;
        }
        return with(now, first, next, now.substring(begin, end), environment);
    }

    /** With this text, in which the targets from the first to before the next have become those of the piece. */
    private @Nullable KnownFile with(String now, int first, int next, String piece, Environment environment) {
        Problems problems = new Problems();
        Reading reading = new Reading(problems, environment);
        List<Integer> lines = new ArrayList<>();
        List<Target> read = new ArrayList<>();
        if (!piece.isEmpty() && !read(piece, reading, lines, read)) {
            return null;
        }
        int[] within = starts(piece, lines);
        int count = targets.length - (next - first) + read.size();
        if (problems.any() || reading.readsFiles() || within == null || count == 0) {
            return null;
        }
        if (within.length > 0 && (within[0] != 0 || indentation(piece, 0) != indentation(text, starts[first]))) {
            return null;
        }
        int[] newStarts = Arrays.copyOf(starts, count);
        Target[] newTargets = Arrays.copyOf(targets, count);
        for (int i = 0; i < within.length; i++) {
            newStarts[first + i] = starts[first] + within[i];
            newTargets[first + i] = read.get(i);
        }
        int moved = now.length() - text.length();
        for (int i = next, to = first + within.length; i < targets.length; i++, to++) {
            newStarts[to] = starts[i] + moved;
            newTargets[to] = targets[i];
        }
        reading.variables().putAll(variables);
        return new KnownFile(now, defaults, reading.variables(), newStarts, newTargets);
    }

    /** Reads some targets of the list; false when they are not a piece of one. */
    private boolean read(String piece, Reading reading, List<Integer> lines, List<Target> into) {
        if (!isPlain(piece) || piece.contains("\n%") || piece.contains("\n---") || piece.contains("\n...")) {
            return false;
        }
        Place place = Place.of("a piece of a list");
        Node root = Document.ofYaml(LIST + piece, place, reading.problems());
        if (!(root instanceof Mapping mapping && mapping.entries().size() == 1)) {
            return false;
        }
        Entry list = mapping.entries().get("targets");
        if (list == null || !(list.node() instanceof Sequence sequence)) {
            return false;
        }
        TargetReader reader = new TargetReader(reading);
        for (Entry item : sequence.items()) {
            reader.read(item.node(), place.item(into.size(), item.line()), defaults, target -> {
                lines.add(item.line() - LINES_BEFORE);
                into.add(target);
            });
        }
        return true;
    }

    private int commonStart(String other) {
        int most = Math.min(text.length(), other.length());
        int same = 0;
        while (same < most && text.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private int commonEnd(String other, int sameAtStart) {
        int most = Math.min(text.length(), other.length()) - sameAtStart;
        int same = 0;
        while (same < most && text.charAt(text.length() - 1 - same) == other.charAt(other.length() - 1 - same)) {
            same++;
        }
        return same;
    }

    private int indexOfLastUntil(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : -found - 2;
    }

    private int indexOfFirstFrom(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : -found - 1;
    }

    /** Whether lines end as lines usually do, and no part can refer to another, for which it would need an anchor. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < ODD_ENDS.length(); i++) {
            if (text.indexOf(ODD_ENDS.charAt(i)) >= 0) {
                return false;
            }
        }
        for (int at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
            if (at == 0 || BEFORE_ANCHOR.indexOf(text.charAt(at - 1)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Where these lines begin; null unless each begins with a dash, all as far from the left. */
    private static int @Nullable [] starts(String text, List<Integer> lines) {
        int[] starts = new int[lines.size()];
        int line = 1;
        int offset = 0;
        for (int i = 0; i < starts.length; i++) {
            int wanted = lines.get(i);
            if (i > 0 && wanted == lines.get(i - 1)) {
                return null;
            }
            while (line < wanted) {
                offset = text.indexOf('\n', offset) + 1;
                line++;
            }
            starts[i] = offset;
            int indentation = indentation(text, offset);
            if (!text.startsWith("- ", offset + indentation) || indentation != indentation(text, starts[0])) {
                return null;
            }
        }
        return starts;
    }

    private static int indentation(String text, int offset) {
        int end = offset;
        while (end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        return end - offset;
    }
}
