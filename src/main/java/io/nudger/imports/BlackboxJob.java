package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A job of Prometheus that has blackbox_exporter probe targets. */
final class BlackboxJob {
    /** What Prometheus takes when neither the job nor the file says anything. */
    static final Duration INTERVAL = Duration.ofMinutes(1);

    static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** What blackbox_exporter keeps of the time that Prometheus gives it. */
    private static final Duration OFFSET = Duration.ofMillis(500);

    private static final String DEFAULT_MODULE = "http_2xx";
    private static final Pattern FIRST_GROUP = Pattern.compile("\\$(?:1|\\{1})");
    /** How Prometheus finds the exporter, and what it does with the answer. */
    private static final Set<String> OF_THE_SCRAPE =
            Set.of("honor_labels", "honor_timestamps", "scheme", "metrics_path");

    private final Map<String, BlackboxModule> modules;
    private final Translation translation;
    private final List<String> comments = new ArrayList<>();
    private String replacement = "$1";
    private String name = "";
    private Duration interval = INTERVAL;
    private Duration timeout = TIMEOUT;

    BlackboxJob(Map<String, BlackboxModule> modules, Translation translation) {
        this.modules = modules;
        this.translation = translation;
    }

    /**
     * Reads the job.
     *
     * @param global what the file says for all jobs
     */
    void read(Fields job, Fields global) throws ImportException {
        name = job.require("job_name", "a name").text();
        String path = job.text("metrics_path");
        Fields params = job.object("params");
        Value module = params.get("module");
        if (module == null && !"/probe".equals(path)) {
            translation.notCarriedOver("job " + name + ", which does not ask blackbox_exporter for probes");
            return;
        }
        interval = duration(job, global, "scrape_interval", INTERVAL);
        timeout = duration(job, global, "scrape_timeout", TIMEOUT);
        List<Value> relabelling = job.list("relabel_configs");
        for (int i = 0; i < relabelling.size(); i++) {
            readRelabelling(relabelling.get(i).fields("an object"), i);
        }
        List<Value> groups = job.list("static_configs");
        OF_THE_SCRAPE.forEach(job::passOver);
        job.rest()
                .forEach((key, value) -> comments.add("not carried over: " + key
                        + (key.endsWith("_sd_configs")
                                ? "; write its targets under static_configs, and import again"
                                : "")));
        params.rest().forEach((key, value) -> comments.add("not carried over: params." + key));
        String common = module == null ? DEFAULT_MODULE : firstOf(module);
        int at = translation.reserve();
        Set<String> reported = new HashSet<>();
        for (Value group : groups) {
            readGroup(group.fields("an object with targets"), common, reported);
        }
        List<String> lines = new ArrayList<>(List.of("job " + name + ", module " + common));
        lines.addAll(comments);
        translation.comment(at, lines);
    }

    private static String firstOf(Value module) throws ImportException {
        List<Value> names = module.itemsOrSelf();
        return names.isEmpty() ? DEFAULT_MODULE : names.get(0).text();
    }

    private static Duration duration(Fields job, Fields global, String key, Duration otherwise) throws ImportException {
        Value own = job.get(key);
        Value common = global.get(key);
        if (own != null) {
            return own.duration();
        }
        return common == null ? otherwise : common.duration();
    }

    /** The three rules of every such job are understood; another one is reported. */
    private void readRelabelling(Fields rule, int index) throws ImportException {
        Value label = rule.get("target_label");
        String target = label == null ? "" : label.text();
        List<String> from = new ArrayList<>();
        for (Value source : rule.list("source_labels")) {
            from.add(source.text());
        }
        String by = rule.text("replacement");
        boolean plain = rule.rest().isEmpty();
        boolean address = target.equals("__address__") && from.isEmpty();
        boolean instance = target.equals("instance") && by == null && from.size() == 1;
        boolean probed = target.equals("__param_target") && from.equals(List.of("__address__"));
        if (plain && probed) {
            replacement = by == null ? replacement : References.plain(by);
        } else if (!plain || !(address || instance)) {
            comments.add(
                    "not carried over: relabel_configs[" + index + "]" + (target.isEmpty() ? "" : " for " + target));
        }
    }

    private void readGroup(Fields group, String common, Set<String> reported) throws ImportException {
        Fields labels = group.object("labels");
        String own = labels.text("__param_module");
        String moduleName = own == null ? common : own;
        BlackboxModule module = modules.get(moduleName);
        for (Value value : group.require("targets", "a list of targets").items("a list of targets")) {
            String address = Matcher.quoteReplacement(References.plain(value.text()));
            String target = References.literal(FIRST_GROUP.matcher(replacement).replaceAll(address));
            String objection = objection(moduleName, module);
            if (objection != null) {
                translation.notCarriedOver("\"" + OldUrl.masked(target) + "\", " + objection);
                continue;
            }
            readTarget(target, labels, module);
        }
        if (module != null && reported.add(moduleName)) {
            for (String rest : module.rest()) {
                comments.add("not carried over: " + rest + (own == null ? "" : " (module " + moduleName + ")"));
            }
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

    private void readTarget(String target, Fields labels, @Nullable BlackboxModule module) throws ImportException {
        Draft draft = translation.target(OldUrl.masked(target), target);
        draft.url(target);
        draft.interval(interval);
        Duration given = timeout.compareTo(OFFSET) > 0 ? timeout.minus(OFFSET) : timeout;
        Duration limit = module == null ? null : module.timeout();
        draft.timeout(limit != null && limit.compareTo(given) < 0 ? limit : given);
        if (module != null) {
            module.carryOver(draft);
        }
        for (Map.Entry<String, Value> label : labels.all().entrySet()) {
            if (!label.getKey().startsWith("__")) {
                draft.label(label.getKey(), label.getValue().text());
            } else if (!label.getKey().equals("__param_module")) {
                draft.notCarriedOver(
                        "label " + label.getKey() + ": " + label.getValue().shown());
            }
        }
        if (!draft.has("labels", "job")) {
            draft.label("job", name);
        }
    }
}
