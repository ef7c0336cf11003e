package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes targets of Prometheus, each a set of labels, as targets of nudger: what the rules of its job leave of them says how. */
final class BlackboxTargets {
    static final String INTERVAL = "__scrape_interval__";
    static final String TIMEOUT = "__scrape_timeout__";
    static final String ADDRESS = "__address__";
    static final String PARAM = "__param_";
    static final String TARGET = PARAM + "target";
    static final String MODULE = PARAM + "module";
    private static final String HOSTNAME = PARAM + "hostname";
    /** What blackbox_exporter keeps of the time that Prometheus gives it. */
    private static final Duration OFFSET = Duration.ofMillis(500);

    private static final String DEFAULT_MODULE = "http_2xx";

    private final Map<String, BlackboxModule> modules;
    private final Translation translation;
    private final UnaryOperator<String> encoding;
    private final Set<String> reported = new HashSet<>();
    private final List<String> ofModules = new ArrayList<>();

    /** @param encoding how texts of the files become those of the targets file */
    BlackboxTargets(Map<String, BlackboxModule> modules, Translation translation, UnaryOperator<String> encoding) {
        this.modules = modules;
        this.translation = translation;
        this.encoding = encoding;
    }

    /**
     * Writes the targets of a job.
     *
     * @param common the labels of all of them
     * @param rules what is to be done with the labels of each
     * @param targets the labels of each
     * @param comments what is to be said about the job
     */
    void write(Map<String, String> common, Relabelling rules, List<Map<String, String>> targets, List<String> comments)
            throws ImportException {
        int at = translation.reserve();
        String usual = common.getOrDefault(MODULE, DEFAULT_MODULE);
        for (Map<String, String> labels : targets) {
            String address = labels.getOrDefault(ADDRESS, "");
            if (rules.apply(labels)) {
                write(labels, labels.getOrDefault(TARGET, address), usual);
            } else {
                translation.notCarriedOver("\"" + OldUrl.masked(address) + "\", which relabel_configs drop");
            }
        }
        List<String> lines = new ArrayList<>(List.of("job " + common.get("job") + ", module " + usual));
        lines.addAll(comments);
        lines.addAll(ofModules);
        rules.comments().forEach(comment -> lines.add("not carried over: " + comment));
        translation.comment(at, lines);
    }

    private void write(Map<String, String> labels, String target, String usual) throws ImportException {
        String moduleName = labels.getOrDefault(MODULE, DEFAULT_MODULE);
        BlackboxModule module = modules.get(moduleName);
        String url = encoding.apply(target);
        String objection = objection(moduleName, module);
        if (objection != null) {
            translation.notCarriedOver("\"" + OldUrl.masked(url) + "\", " + objection);
            return;
        }
        Draft draft = translation.target(OldUrl.masked(url), url);
        draft.url(url);
        times(labels, module, draft);
        String hostname = labels.get(HOSTNAME);
        if (module != null) {
            module.carryOver(draft, hostname);
        } else if (hostname != null) {
            BlackboxModule.hostname(encoding.apply(hostname), draft);
        }
        labels.forEach((label, value) -> label(label, value, target, draft));
        if (module != null && reported.add(moduleName)) {
            boolean own = !moduleName.equals(usual);
            for (String rest : module.rest()) {
                ofModules.add("not carried over: " + rest + (own ? " (module " + moduleName + ")" : ""));
            }
        }
    }

    private static void times(Map<String, String> labels, @Nullable BlackboxModule module, Draft draft) {
        Duration interval = Durations.parse(labels.getOrDefault(INTERVAL, ""));
        if (interval != null) {
            draft.interval(interval);
        }
        Duration timeout = Durations.parse(labels.getOrDefault(TIMEOUT, ""));
        Duration limit = module == null ? null : module.timeout();
        if (timeout != null) {
            Duration given = timeout.compareTo(OFFSET) > 0 ? timeout.minus(OFFSET) : timeout;
            draft.timeout(limit != null && limit.compareTo(given) < 0 ? limit : given);
        }
    }

    /** The instance is the URL, as nearly every job has it, and other labels with underscores are gone after the rules. */
    private void label(String label, String value, String target, Draft draft) {
        boolean known = label.startsWith("__") || (label.equals("instance") && value.equals(target));
        if (!known && !value.isEmpty()) {
            draft.label(label, encoding.apply(value));
        }
    }

    /** Why a target of this module is not one of nudger's; null when it is. */
    private @Nullable String objection(String moduleName, @Nullable BlackboxModule module) {
        if (module != null) {
            return module.prober().equals("http")
                    ? null
                    : "a probe by " + module.prober() + " (module " + moduleName + ")";
        }
        if (!modules.isEmpty()) {
            return "probed by the module " + moduleName + ", which the files do not define";
        }
        boolean http = moduleName.contains("http");
        return http ? null : "probed by the module " + moduleName + "; give blackbox.yml too, if it is one for http";
    }
}
