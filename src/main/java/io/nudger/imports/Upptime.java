package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Upptime: {@code .upptimerc.yml} with {@code sites}. */
final class Upptime implements Importer {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final String MAX_REDIRECTS = "3";
    /** It tries again twice before it takes a site for down. */
    private static final String RETRIES = "2";

    private static final int LAST_SUCCESS = 208;
    private static final int IM_USED = 226;
    private static final int FIRST_REDIRECT = 300;
    private static final int LAST_REDIRECT = 308;
    private static final Pattern HEADER = Pattern.compile("([^:]+):\\s*(.*)", Pattern.DOTALL);
    /** How it shows a site, and whom it tells on GitHub. */
    private static final Set<String> OF_ITS_PAGE = Set.of("slug", "icon", "assignees", "verbose");

    private static final List<String> INSECURE =
            List.of("__dangerous__insecure", "__dangerous__disable_verify_peer", "__dangerous__disable_verify_host");

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        for (Source source : sources) {
            Fields config = Value.ofYaml(source, References::fromGatus).fields("an object with the key sites");
            Duration interval = interval(config, translation);
            for (Value site : config.require("sites", "a list of sites").items("a list of sites")) {
                readSite(site.fields("a site with name and url"), interval, translation);
            }
            config.rest().forEach((key, value) -> translation.notCarriedOver(key));
        }
    }

    private static Duration interval(Fields config, Translation translation) throws ImportException {
        Fields schedule = config.object("workflowSchedule");
        String uptime = schedule.text("uptime");
        schedule.rest().forEach((key, value) -> translation.notCarriedOver("workflowSchedule." + key));
        if (uptime == null) {
            return INTERVAL;
        }
        Duration every = Cron.interval(uptime);
        if (every != null) {
            return every;
        }
        translation.notCarriedOver("workflowSchedule.uptime: " + uptime + "; the interval is 5m");
        return INTERVAL;
    }

    private static void readSite(Fields site, Duration interval, Translation translation) throws ImportException {
        String name = site.require("name", "a name").text();
        String url = site.require("url", "a URL").text();
        String check = site.text("check");
        if (check != null && !check.equals("http")) {
            translation.notCarriedOver("\"" + name + "\", a check by " + check + ": " + OldUrl.masked(url));
            return;
        }
        Draft draft = translation.target(name, url);
        draft.url(url);
        draft.interval(interval);
        draft.timeout(seconds(site, "requestTimeout", TIMEOUT));
        Duration connect = seconds(site, "connectTimeout", CONNECT_TIMEOUT);
        draft.bare("connectTimeout", Durations.write(connect), "connect_timeout");
        request(site, draft);
        expectations(site, draft);
        draft.bare("its second and third try", RETRIES, "retries");
        List<String> tags = new ArrayList<>();
        for (Value tag : site.list("tags")) {
            tags.add(tag.text());
        }
        if (!tags.isEmpty()) {
            draft.label("tags", String.join(",", tags));
        }
        OF_ITS_PAGE.forEach(site::passOver);
        site.rest().forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
    }

    private static Duration seconds(Fields site, String key, Duration otherwise) throws ImportException {
        Value value = site.get(key);
        return value == null ? otherwise : value.times(Duration.ofSeconds(1), "a number of seconds");
    }

    private static void request(Fields site, Draft draft) throws ImportException {
        String method = site.text("method");
        if (method != null && !method.equals("GET")) {
            draft.text("method: " + method, method, "method");
        }
        for (Value line : site.list("headers")) {
            Matcher header = HEADER.matcher(line.text());
            if (!header.matches()) {
                throw line.refused("a header such as 'Accept: text/html'");
            }
            draft.header(header.group(1).strip(), header.group(2).strip());
        }
        String body = site.text("body");
        if (body != null) {
            draft.body("body, " + body.length() + " characters", body);
        }
        String redirects = site.text("maxRedirects");
        draft.bare("maxRedirects", redirects == null ? MAX_REDIRECTS : redirects, "max_redirects");
        for (String key : INSECURE) {
            if (site.flag(key, false) && !draft.has("tls", "verify")) {
                draft.bare(key + ": true", "false", "tls", "verify");
            }
        }
    }

    private static void expectations(Fields site, Draft draft) throws ImportException {
        Statuses statuses = new Statuses();
        List<Value> codes = site.list("expectedStatusCodes");
        for (Value code : codes) {
            if (!code.isScalar() || !code.text().matches("\\d{3}")) {
                throw code.refused("a status code");
            }
            statuses.add(Integer.parseInt(code.text()), Integer.parseInt(code.text()));
        }
        if (codes.isEmpty()) {
            statuses.add(200, LAST_SUCCESS);
            statuses.add(IM_USED, IM_USED);
            statuses.add(FIRST_REDIRECT, LAST_REDIRECT);
        }
        draft.put("expectedStatusCodes", statuses.node(), "expect", "status");
        String wanted = site.text("__dangerous__body_down_if_text_missing");
        if (wanted != null) {
            draft.regexp(Regexps.quote(wanted));
        }
        String unwanted = site.text("__dangerous__body_down");
        if (unwanted != null) {
            draft.add("__dangerous__body_down", Regexps.quote(unwanted), "expect", "not_regexp");
        }
        Value longest = site.get("maxResponseTime");
        if (longest != null) {
            Duration time = longest.times(Duration.ofMillis(1), "a number of milliseconds");
            draft.bare("maxResponseTime: " + longest.text(), Durations.write(time), "expect", "degraded_after");
        }
    }
}
