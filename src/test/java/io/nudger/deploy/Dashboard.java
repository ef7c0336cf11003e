package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.DOCKER;
import static io.nudger.deploy.DeployFiles.objects;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dashboard of Grafana.
 *
 * @param file where it stands
 * @param content what stands there
 */
record Dashboard(Path file, JsonObject content) {
    static final List<Dashboard> ALL = DeployFiles.below(DOCKER.resolve("grafana/dashboards"), ".json").stream()
            .map(file -> new Dashboard(file, DeployFiles.json(file)))
            .toList();

    /** Names of metrics begin like this, and nothing else in a query does. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:nudger|probe|jvm|process)_[a-z0-9_]+");

    List<JsonObject> panels() {
        return objects(content, "panels");
    }

    /** What Prometheus is asked, by panels and variables. */
    List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : panels()) {
            for (JsonObject target : objects(panel, "targets")) {
                if (target.has("expr")) {
                    expressions.add(target.get("expr").getAsString());
                }
            }
        }
        for (JsonObject variable : objects(content.getAsJsonObject("templating"), "list")) {
            expressions.add(variable.get("definition").getAsString());
        }
        return expressions;
    }

    /** What PostgreSQL is asked by panels and annotations, with the macros and variables of Grafana put in. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        List<JsonObject> targets = new ArrayList<>();
        panels().forEach(panel -> targets.addAll(objects(panel, "targets")));
        if (content.has("annotations")) {
            objects(content.getAsJsonObject("annotations"), "list")
                    .forEach(annotation -> targets.add(annotation.getAsJsonObject("target")));
        }
        for (JsonObject target : targets) {
            if (target.has("rawSql")) {
                statements.add(target.get("rawSql")
                        .getAsString()
                        .replace("$__timeTo()", "now()")
                        .replace("$__timeFrom()", "now() - interval '1 hour'")
                        .replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 > now() - interval '1 hour'")
                        .replaceAll(
                                "\\$__timeGroupAlias\\((\\w+), \\$__interval\\)", "date_trunc('minute', $1) AS time")
                        .replaceAll("\\$\\{(\\w+):sqlstring}", "(SELECT name FROM nudger.$1s)"));
            }
        }
        return statements;
    }

    /** The metrics that a query or a rule asks for. */
    static Set<String> metrics(String expression) {
        Set<String> metrics = new TreeSet<>();
        Matcher matcher = METRIC.matcher(expression);
        while (matcher.find()) {
            metrics.add(matcher.group());
        }
        return metrics;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
