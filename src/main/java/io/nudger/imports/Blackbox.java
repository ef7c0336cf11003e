package io.nudger.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * blackbox_exporter: the targets stand in the configuration of Prometheus (a whole file, one job or a list of jobs), in
 * files of its file-based discovery, or in the Probes of its operator; what is done with them in the modules of
 * {@code blackbox.yml}. Files of all kinds may be given, in any order.
 */
final class Blackbox implements Importer {
    private static final String SECOND_FILE =
            "import both files together: nudger import --from blackbox prometheus.yml blackbox.yml";
    private static final String SCRAPE_FILES = "scrape_config_files";
    private static final Set<String> PROMETHEUS = Set.of("scrape_configs", SCRAPE_FILES, "job_name");
    private static final Set<String> KEYS =
            Set.of("modules", "scrape_configs", SCRAPE_FILES, "job_name", "targets", "spec");

    private final Map<String, BlackboxModule> modules = new LinkedHashMap<>();
    private final List<Value> prometheus = new ArrayList<>();
    private final List<Value> probes = new ArrayList<>();
    private final DiscoveryFiles discovery = new DiscoveryFiles();

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        for (Source source : sources) {
            for (Value document : Manifests.documents(source, KEYS, References::literal)) {
                sort(document, source, translation);
            }
        }
        if (prometheus.isEmpty() && probes.isEmpty() && discovery.isEmpty()) {
            String found = modules.isEmpty() ? "nothing" : "only modules; " + SECOND_FILE;
            throw new ImportException(
                    sources.get(0).name() + ": wanted scrape_configs with the targets, found " + found);
        }
        if (modules.isEmpty()) {
            translation.remark(
                    "Without blackbox.yml the modules are taken to be a GET that expects 2xx. If they are more,");
            translation.remark(SECOND_FILE);
        }
        for (Value document : prometheus) {
            readPrometheus(document, translation);
        }
        for (Value probe : probes) {
            // What deploys manifests puts variables into them, as Flux does.
            new BlackboxJob(modules, discovery, translation, References::fromBeats).readProbe(probe.fields("a Probe"));
        }
        for (DiscoveryFiles.File file : discovery.unused()) {
            job(translation).readFile(file);
        }
    }

    /** Puts a document to those of its kind. */
    private void sort(Value document, Source source, Translation translation) throws ImportException {
        Fields fields = document.isObject() ? document.fields("") : document.noFields();
        String kind = fields.get("apiVersion") == null ? null : fields.text("kind");
        Value definitions = fields.get("modules");
        if ("Probe".equals(kind)) {
            probes.add(document);
        } else if (kind != null) {
            translation.notCarriedOver("a manifest of kind " + kind);
        } else if (definitions != null) {
            for (Map.Entry<String, Value> module :
                    definitions.fields("an object").all().entrySet()) {
                if (modules.put(module.getKey(), BlackboxModule.of(module.getValue())) != null) {
                    translation.comment("changed: module " + module.getKey() + " is defined twice; that of "
                            + source.name() + " counts");
                }
            }
        } else if (DiscoveryFiles.isOne(document)) {
            discovery.add(source, document);
        } else if (document.isList() || PROMETHEUS.stream().anyMatch(key -> fields.get(key) != null)) {
            prometheus.add(document);
        } else {
            throw document.problem("wanted scrape_configs (Prometheus) or modules (blackbox_exporter), found neither");
        }
    }

    private BlackboxJob job(Translation translation) {
        return new BlackboxJob(modules, discovery, translation, References::literal);
    }

    private void readPrometheus(Value document, Translation translation) throws ImportException {
        Fields file = document.isObject() ? document.fields("") : document.noFields();
        Fields global = global(document);
        if (document.isList() || file.get("job_name") != null) {
            for (Value job : document.itemsOrSelf()) {
                job(translation).read(job.fields("a job with job_name"), global);
            }
            return;
        }
        if (file.get(SCRAPE_FILES) != null && prometheus.size() == 1) {
            translation.notCarriedOver(SCRAPE_FILES + "; give its files too, and import again");
        }
        file.passOver("global");
        for (Value job : file.list("scrape_configs")) {
            job(translation).read(job.fields("a job with job_name"), global);
        }
        file.rest().forEach((key, value) -> translation.notCarriedOver(key));
    }

    /** What holds for all jobs: what the file says, or the one that names it among its scrape_config_files. */
    private Fields global(Value document) throws ImportException {
        for (Value candidate :
                Stream.concat(Stream.of(document), prometheus.stream()).toList()) {
            Fields file = candidate.isObject() ? candidate.fields("") : candidate.noFields();
            if (file.get("global") != null) {
                return file.object("global");
            }
        }
        return document.noFields();
    }
}
