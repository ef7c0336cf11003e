package io.nudger.imports;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the targets file: YAML that a person likes to go on with. */
final class TargetsWriter {
    private final YamlText out = new YamlText();

    private TargetsWriter() {}

    static String write(SourceFormat from, List<Source> sources, Translation translation) {
        List<Item> items = translation.settled();
        TargetsWriter writer = new TargetsWriter();
        writer.head(from, sources, translation, items);
        writer.list(items);
        return writer.out.toString();
    }

    private void head(SourceFormat from, List<Source> sources, Translation translation, List<Item> items) {
        String files = sources.stream().map(Source::name).collect(Collectors.joining(", "));
        long targets = items.stream().filter(Draft.class::isInstance).count();
        out.line("# Targets of nudger, imported from " + from + ": " + files);
        out.line("# " + (targets == 1 ? "1 target" : targets + " targets")
                + ". Look through the comments (changed, set, not carried over), let \"targets\" in the");
        out.line("# settings name this file, and try it: java -jar nudger-fat.jar validate -conf conf/monitor.json");
        if (!translation.remarks().isEmpty()) {
            out.line("#");
            translation.remarks().forEach(remark -> out.comment("", remark));
        }
        if (!translation.settings().isEmpty()) {
            out.line("#");
            out.line("# What stands in the settings (conf/monitor.json, conf/persister.json), not among the targets:");
            translation.settings().forEach(setting -> out.comment("", "  " + setting));
        }
        out.line("");
    }

    private void list(List<Item> items) {
        boolean none = items.stream().noneMatch(Draft.class::isInstance);
        out.line(none ? "targets: []" : "targets:");
        Item before = null;
        for (Item item : items) {
            // Comments that follow each other stand together.
            if (before != null && !(before instanceof Comment && item instanceof Comment)) {
                out.line("");
            }
            before = item;
            if (item instanceof Draft draft) {
                target(draft);
            } else if (item instanceof Comment comment) {
                comment.lines().forEach(text -> out.comment("  ", text));
            }
        }
    }

    private void target(Draft draft) {
        out.item("  ", draft.tree());
        draft.notes().forEach(note -> out.comment("    ", note));
    }
}
