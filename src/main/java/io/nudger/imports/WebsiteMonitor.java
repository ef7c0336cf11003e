package io.nudger.imports;

import java.time.Duration;
import java.util.List;

/** website-monitor: {@code config.yml}. */
final class WebsiteMonitor implements Importer {
    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark(
                "website-monitor stored what it saw and evaluated nothing. Here a status other than 2xx is down (see");
        translation.remark("expect.status), and so is a page in which regexp finds nothing.");
        translation.remark("website-monitor waited 5 minutes for an answer; nudger waits for timeout, 5s unless set.");
        translation.remark(
                "website-monitor matched at the beginning of a page, line breaks included; hence \\A and (?s).");
        for (Source source : sources) {
            read(Value.ofYaml(source).fields("an object with the key targets"), translation);
        }
    }

    private static void read(Fields config, Translation translation) throws ImportException {
        Fields kafka = config.object("kafka");
        Value servers = kafka.get("bootstrap_servers");
        if (servers != null) {
            translation.setting("kafka.bootstrap_servers", servers.shown(), "kafka.client: bootstrap.servers");
        }
        Value topic = kafka.get("metrics_topic");
        if (topic != null) {
            String now = "kafka.topic; take a new one, as nudger's records have another form";
            translation.setting("kafka.metrics_topic", topic.shown(), now);
        }
        Fields postgres = config.object("postgres");
        if (postgres.get("uri") != null) {
            translation.setting(
                    "postgres.uri", null, "postgres.uri, without user and password: postgres.user, .password");
        }
        for (Value target : config.require("targets", "a list of targets").items("a list of targets")) {
            readTarget(target.fields("a target with name and target"), translation);
        }
        kafka.rest().forEach((key, value) -> translation.notCarriedOver("kafka." + key + ": " + value.shown()));
        postgres.rest().forEach((key, value) -> translation.notCarriedOver("postgres." + key + ": " + value.shown()));
        config.rest().forEach((key, value) -> translation.notCarriedOver(key + ": " + value.shown()));
    }

    private static void readTarget(Fields target, Translation translation) throws ImportException {
        String name = target.require("name", "a name").text();
        String url = target.require("target", "a URL").text();
        Draft draft = translation.target(name, url);
        draft.url(url);
        Value interval = target.require("check_interval_seconds", "a number of seconds");
        draft.interval(interval.times(Duration.ofSeconds(1), "a number of seconds"));
        String regexp = target.text("regexp");
        if (regexp != null) {
            boolean anywhere = regexp.startsWith(".*") && !regexp.contains("|");
            draft.regexp(Regexps.dotAll(anywhere ? regexp : Regexps.atBeginning(regexp)));
        }
        target.rest().forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
    }
}
