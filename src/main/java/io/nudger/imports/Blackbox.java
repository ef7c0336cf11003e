package io.nudger.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * blackbox_exporter: the targets stand in the configuration of Prometheus (a whole file, one job or a list of jobs), what
 * is done with them in the modules of {@code blackbox.yml}. Files of both kinds may be given, in any order.
 */
final class Blackbox implements Importer {
    private static final String SECOND_FILE =
            "import both files together: nudger import --from blackbox prometheus.yml blackbox.yml";

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        Map<String, BlackboxModule> modules = new LinkedHashMap<>();
        List<Value> prometheus = new ArrayList<>();
        for (Source source : sources) {
            Value document = Value.ofYaml(source);
            Fields fields = document.isObject() ? document.fields("") : document.noFields();
            Value definitions = fields.get("modules");
            if (definitions != null) {
                for (Map.Entry<String, Value> module :
                        definitions.fields("an object").all().entrySet()) {
                    modules.put(module.getKey(), BlackboxModule.of(module.getValue()));
                }
            } else if (document.isList() || fields.get("scrape_configs") != null || fields.get("job_name") != null) {
                prometheus.add(document);
            } else {
                throw document.problem(
                        "wanted scrape_configs (Prometheus) or modules (blackbox_exporter), found neither");
            }
        }
        if (prometheus.isEmpty()) {
            String message = ": wanted scrape_configs with the targets, found only modules; ";
            throw new ImportException(sources.get(0).name() + message + SECOND_FILE);
        }
        if (modules.isEmpty()) {
            translation.remark(
                    "Without blackbox.yml the modules are taken to be a GET that expects 2xx. If they are more,");
            translation.remark(SECOND_FILE);
        }
        for (Value document : prometheus) {
            readPrometheus(document, modules, translation);
        }
    }

    private static void readPrometheus(Value document, Map<String, BlackboxModule> modules, Translation translation)
            throws ImportException {
        Fields file = document.isObject() ? document.fields("") : document.noFields();
        if (document.isList() || file.get("scrape_configs") == null) {
            for (Value job : document.itemsOrSelf()) {
                new BlackboxJob(modules, translation).read(job.fields("a job with job_name"), file.object("global"));
            }
            return;
        }
        Fields global = file.object("global");
        for (Value job : file.list("scrape_configs")) {
            new BlackboxJob(modules, translation).read(job.fields("a job with job_name"), global);
        }
        file.rest().forEach((key, value) -> translation.notCarriedOver(key));
    }
}
