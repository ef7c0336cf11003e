package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job of Prometheus that has blackbox_exporter probe targets. */
final class BlackboxJob {
    private static final String INTERVAL = "__scrape_interval__";
    private static final String TIMEOUT = "__scrape_timeout__";
    private static final String ADDRESS = "__address__";
    private static final String PARAM = "__param_";
    private static final String TARGET = PARAM + "target";
    private static final String MODULE = PARAM + "module";
    private static final String HOSTNAME = PARAM + "hostname";
    /** What blackbox_exporter keeps of the time that Prometheus gives it. */
    private static final Duration OFFSET = Duration.ofMillis(500);

    private static final String DEFAULT_MODULE = "http_2xx";
    private static final Relabelling NONE = new Relabelling();
    /** How Prometheus finds the exporter, and what it does with the answer. */
    private static final Set<String> OF_THE_SCRAPE =
            Set.of("honor_labels", "honor_timestamps", "scheme", "metrics_path");

    private final Map<String, BlackboxModule> modules;
    private final DiscoveryFiles discovery;
    private final Translation translation;
    private final List<String> comments = new ArrayList<>();
    private final Set<String> reported = new HashSet<>();
    /** What holds for each target before its group and the rules say otherwise; what Prometheus takes by itself. */
    private final Map<String, String> common = new LinkedHashMap<>(Map.of(INTERVAL, "1m", TIMEOUT, "10s"));

    private Relabelling rules = NONE;

    BlackboxJob(Map<String, BlackboxModule> modules, DiscoveryFiles discovery, Translation translation) {
        this.modules = modules;
        this.discovery = discovery;
        this.translation = translation;
    }

    /**
     * Reads a job of {@code scrape_configs}.
     *
     * @param global what the file says for all jobs
     */
    void read(Fields job, Fields global) throws ImportException {
        String name = job.require("job_name", "a name").text();
        common.put("job", name);
        Fields params = job.object("params");
        if (params.get("module") == null && !"/probe".equals(job.text("metrics_path"))) {
            translation.notCarriedOver("job " + name + ", which does not ask blackbox_exporter for probes");
            return;
        }
        duration(INTERVAL, job.get("scrape_interval"), global.get("scrape_interval"));
        duration(TIMEOUT, job.get("scrape_timeout"), global.get("scrape_timeout"));
        rules = Relabelling.of(job.list("relabel_configs"), false);
        for (Map.Entry<String, Value> param : params.all().entrySet()) {
            List<Value> values = param.getValue().itemsOrSelf();
            if (!values.isEmpty()) {
                common.put(PARAM + param.getKey(), values.get(0).raw());
            }
        }
        List<Value> groups = new ArrayList<>(job.list("static_configs"));
        readDiscovery(job, groups);
        OF_THE_SCRAPE.forEach(job::passOver);
        job.rest()
                .forEach((key, value) -> comments.add("not carried over: " + key
                        + (key.endsWith("_sd_configs")
                                ? "; write its targets under static_configs, and import again"
                                : "")));
        readGroups(groups);
    }

    /** Files that were given stand for themselves; others are to be given. */
    private void readDiscovery(Fields job, List<Value> groups) throws ImportException {
        for (Value config : job.list("file_sd_configs")) {
            for (Value pattern : config.fields("an object with files").list("files")) {
                List<Value> found = discovery.groups(pattern.raw());
                groups.addAll(found);
                if (found.isEmpty()) {
                    comments.add("not carried over: file_sd_configs " + pattern.shown()
                            + "; give its files too, and import again");
                }
            }
        }
    }

    /** Reads a Probe of the operator of Prometheus. */
    void readProbe(Fields manifest) throws ImportException {
        Fields spec = manifest.require("spec", "an object").fields("an object");
        String name = spec.text("jobName");
        String resource = manifest.object("metadata").text("name");
        common.put("job", name == null ? String.valueOf(resource) : name);
        duration(INTERVAL, spec.get("interval"), null);
        duration(TIMEOUT, spec.get("scrapeTimeout"), null);
        Value module = spec.get("module");
        if (module != null) {
            common.put(MODULE, module.raw());
        }
        Fields targets = spec.object("targets");
        Fields statics = targets.object("staticConfig");
        rules = Relabelling.of(statics.list("relabelingConfigs"), true);
        List<Map<String, String>> all = new ArrayList<>();
        for (Value target : statics.list("static")) {
            Map<String, String> labels = new LinkedHashMap<>(common);
            for (Map.Entry<String, Value> label : statics.object("labels").all().entrySet()) {
                labels.put(label.getKey(), label.getValue().raw());
            }
            // So the operator has it before the rules of the Probe.
            labels.put(ADDRESS, target.raw());
            labels.put(TARGET, target.raw());
            labels.put("instance", target.raw());
            all.add(labels);
        }
        targets.rest().forEach((key, value) -> comments.add("not carried over: targets." + key));
        spec.passOver("prober");
        spec.rest().forEach((key, value) -> comments.add("not carried over: " + key));
        write(all);
    }

    /** Reads a file of targets that no job refers to. */
    void readFile(DiscoveryFiles.File file) throws ImportException {
        common.put("job", file.name().replaceAll(".*/|\\.\\w+$", ""));
        readGroups(file.groups());
    }

    private void duration(String label, @Nullable Value own, @Nullable Value otherwise) throws ImportException {
        Value value = own == null ? otherwise : own;
        if (value != null) {
            common.put(label, Durations.write(value.duration()));
        }
    }

    private void readGroups(List<Value> groups) throws ImportException {
        List<Map<String, String>> all = new ArrayList<>();
        for (Value value : groups) {
            Fields group = value.fields("an object with targets");
            Map<String, String> ofGroup = new LinkedHashMap<>(common);
            for (Map.Entry<String, Value> label : group.object("labels").all().entrySet()) {
                ofGroup.put(label.getKey(), label.getValue().raw());
                passedOver(label.getKey(), label.getValue());
            }
            for (Value target : group.require("targets", "a list of targets").items("a list of targets")) {
                Map<String, String> labels = new LinkedHashMap<>(ofGroup);
                labels.put(ADDRESS, target.raw());
                all.add(labels);
            }
        }
        write(common.containsKey(TARGET) ? List.of(withTarget()) : all);
    }

    /** One that the parameters name, whatever stands among the targets: that is the exporter. */
    private Map<String, String> withTarget() {
        Map<String, String> labels = new LinkedHashMap<>(common);
        labels.put(ADDRESS, labels.getOrDefault(TARGET, ""));
        return labels;
    }

    private void passedOver(String label, Value value) {
        if (label.startsWith("__") && !label.startsWith(PARAM) && !rules.reads(label)) {
            comments.add("not carried over: label " + label + ": " + value.shown());
        }
    }

    private void write(List<Map<String, String>> targets) throws ImportException {
        int at = translation.reserve();
        for (Map<String, String> labels : targets) {
            String address = labels.getOrDefault(ADDRESS, "");
            if (rules.apply(labels)) {
                write(labels, labels.getOrDefault(TARGET, address));
            } else {
                translation.notCarriedOver("\"" + OldUrl.masked(address) + "\", which relabel_configs drop");
            }
        }
        rules.comments().forEach(comment -> comments.add("not carried over: " + comment));
        List<String> lines = new ArrayList<>(
                List.of("job " + common.get("job") + ", module " + common.getOrDefault(MODULE, DEFAULT_MODULE)));
        lines.addAll(comments);
        translation.comment(at, lines);
    }

    private void write(Map<String, String> labels, String target) throws ImportException {
        String moduleName = labels.getOrDefault(MODULE, DEFAULT_MODULE);
        BlackboxModule module = modules.get(moduleName);
        String url = References.literal(target);
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
            BlackboxModule.hostname(References.literal(hostname), draft);
        }
        labels.forEach((label, value) -> label(label, value, target, draft));
        if (module != null && reported.add(moduleName)) {
            boolean own = !moduleName.equals(common.getOrDefault(MODULE, DEFAULT_MODULE));
            for (String rest : module.rest()) {
                comments.add("not carried over: " + rest + (own ? " (module " + moduleName + ")" : ""));
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
    private static void label(String label, String value, String target, Draft draft) {
        boolean known = label.startsWith("__") || (label.equals("instance") && value.equals(target));
        if (!known && !value.isEmpty()) {
            draft.label(label, References.literal(value));
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
