package io.nudger.imports;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the file of alerts. */
final class AlertsWriter {
    private AlertsWriter() {}

    static String write(SourceFormat from, List<Source> sources, AlertsTranslation translation) {
        YamlText out = new YamlText();
        String files = sources.stream().map(Source::name).collect(Collectors.joining(", "));
        out.line("# Alerts of nudger, imported from " + from + ": " + files);
        out.line("# Look through the comments, let \"alerts\" in the settings name this file, and try each receiver:");
        out.line("#   java -jar nudger-fat.jar notify --alerts FILE --test RECEIVER");
        translation.notes().forEach(note -> out.comment("", note));
        list(out, "receivers", translation.receivers());
        list(out, "routes", translation.routes());
        list(out, "maintenance", translation.windows());
        return out.toString();
    }

    private static void list(YamlText out, String key, List<AlertsTranslation.Part> parts) {
        out.line("");
        out.line(key + (parts.isEmpty() ? ": []" : ":"));
        for (AlertsTranslation.Part part : parts) {
            out.item("  ", part.tree());
            part.notes().forEach(note -> out.comment("    ", note));
        }
    }
}
