package io.nudger.imports;

import static io.nudger.imports.BlackboxTargets.ADDRESS;
import static io.nudger.imports.BlackboxTargets.INTERVAL;
import static io.nudger.imports.BlackboxTargets.MODULE;
import static io.nudger.imports.BlackboxTargets.PARAM;
import static io.nudger.imports.BlackboxTargets.TARGET;
import static io.nudger.imports.BlackboxTargets.TIMEOUT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what has blackbox_exporter probe targets: a job of Prometheus, a Probe of its operator, or a file of targets. */
final class BlackboxJob {
    private static final Relabelling NONE = new Relabelling();
    /** How Prometheus finds the exporter, and what it does with the answer. */
    private static final Set<String> OF_THE_SCRAPE =
            Set.of("honor_labels", "honor_timestamps", "scheme", "metrics_path");

    private final BlackboxTargets targets;
    private final DiscoveryFiles discovery;
    private final Translation translation;
    private final List<String> comments = new ArrayList<>();
    /** What holds for each target before its group and the rules say otherwise; what Prometheus takes by itself. */
    private final Map<String, String> common = new LinkedHashMap<>(Map.of(INTERVAL, "1m", TIMEOUT, "10s"));

    private Relabelling rules = NONE;
    /** Whether no job says what its labels mean. */
    private boolean ofFile;

    /** @param encoding how texts of the files become those of the targets file */
    BlackboxJob(
            Map<String, BlackboxModule> modules,
            DiscoveryFiles discovery,
            Translation translation,
            UnaryOperator<String> encoding) {
        this.targets = new BlackboxTargets(modules, translation, encoding);
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
        String path = job.text("metrics_path");
        // Other exporters have modules too; this one may stand behind a prefix.
        if (path == null ? params.get("module") == null : !path.endsWith("/probe")) {
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
        Fields given = spec.object("targets");
        Fields statics = given.object("staticConfig");
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
        given.rest().forEach((key, value) -> comments.add("not carried over: targets." + key));
        spec.passOver("prober");
        spec.rest().forEach((key, value) -> comments.add("not carried over: " + key));
        targets.write(common, rules, all, comments);
    }

    /** Reads a file of targets that no job refers to. */
    void readFile(DiscoveryFiles.File file) throws ImportException {
        common.put("job", file.name().replaceAll(".*/|\\.\\w+$", ""));
        comments.add(
                "changed: no job names this file: each target is taken for a URL, probed every minute by the module"
                        + " of its label; import prometheus.yml too");
        ofFile = true;
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
                if (ofFile && labels.containsKey("module")) {
                    labels.putIfAbsent(MODULE, labels.get("module"));
                }
                all.add(labels);
            }
        }
        targets.write(common, rules, common.containsKey(TARGET) ? List.of(withTarget()) : all, comments);
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
}
