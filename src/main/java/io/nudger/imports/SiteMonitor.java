package io.nudger.imports;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** site-monitor: {@code sites.yaml}, or the command line of its producer. */
final class SiteMonitor implements Importer {
    private static final Duration SECONDS = Duration.ofSeconds(60);
    private static final Pattern SITES = Pattern.compile("(?m)^\\s*[\"']?sites[\"']?\\s*:");
    private static final Set<String> OPTIONS = Set.of("--mode", "--url", "--seconds", "--pattern", "--targets-file");
    private static final Map<String, Duration> UNITS = Map.of(
            "milliseconds", Duration.ofMillis(1),
            "seconds", Duration.ofSeconds(1),
            "minutes", Duration.ofMinutes(1),
            "hours", Duration.ofHours(1),
            "days", Duration.ofDays(1),
            "weeks", Duration.ofDays(7));

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark(
                "site-monitor called every answer a success and evaluated no status. Here a status other than 2xx is");
        translation.remark("down (see expect.status), and so is a page in which regexp finds nothing.");
        translation.remark("site-monitor waited 5 minutes for an answer; nudger waits for timeout, 5s unless set.");
        for (Source source : sources) {
            if (SITES.matcher(source.text()).find()) {
                readFile(Value.ofYaml(source).fields("an object with the key sites"), translation);
            } else {
                readScript(source, translation);
            }
        }
    }

    private static void readFile(Fields config, Translation translation) throws ImportException {
        for (Value site : config.require("sites", "a list of sites").items("a list of sites")) {
            readSite(site.fields("a site with url"), translation);
        }
        config.rest().forEach((key, value) -> translation.notCarriedOver(key + ": " + value.shown()));
    }

    private static void readSite(Fields site, Translation translation) throws ImportException {
        String url = site.require("url", "a URL").text();
        String name = site.text("name");
        Draft draft = name == null ? translation.target(url) : translation.target(name, url);
        draft.url(url);
        Value interval = site.get("interval");
        draft.interval(interval == null ? SECONDS : interval(interval));
        String method = site.text("method");
        if (method != null) {
            draft.text("method: " + method, method.toUpperCase(Locale.ROOT), "method");
        }
        readRequest(site.object("request_kwargs"), draft);
        String pattern = site.text("pattern");
        if (pattern != null) {
            draft.regexp(pattern);
        }
        site.rest().forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
    }

    private static Duration interval(Value interval) throws ImportException {
        if (interval.isScalar()) {
            return interval.times(Duration.ofSeconds(1), "a mapping of seconds and minutes");
        }
        Duration sum = Duration.ZERO;
        for (Map.Entry<String, Value> part :
                interval.fields("a mapping of seconds and minutes").all().entrySet()) {
            Duration unit = UNITS.get(part.getKey());
            if (unit == null) {
                throw part.getValue().problem("unknown key; known are seconds, minutes, hours, days, weeks");
            }
            sum = sum.plus(part.getValue().times(unit, "a number"));
        }
        return sum;
    }

    /** What goes to aiohttp's request untouched. */
    private static void readRequest(Fields request, Draft draft) throws ImportException {
        for (Map.Entry<String, Value> header : request.object("headers").all().entrySet()) {
            draft.header(
                    header.getKey(),
                    header.getValue().isNothing() ? "" : header.getValue().text());
        }
        Value timeout = request.get("timeout");
        if (timeout != null && timeout.isScalar()) {
            draft.timeout(timeout.times(Duration.ofSeconds(1), "a number of seconds"));
        } else if (timeout != null) {
            Fields parts = timeout.fields("a number of seconds");
            Value total = parts.get("total");
            if (total != null) {
                draft.timeout(total.times(Duration.ofSeconds(1), "a number of seconds"));
            }
            parts.rest()
                    .forEach((key, value) ->
                            draft.notCarriedOver("request_kwargs.timeout." + key + ": " + value.shown()));
        }
        parameters(request.object("params"), draft);
        Value redirects = request.get("max_redirects");
        if (!request.flag("allow_redirects", true)) {
            draft.bare("allow_redirects: false", "0", "max_redirects");
        } else if (redirects != null) {
            draft.bare("max_redirects: " + redirects.text(), redirects.text(), "max_redirects");
        }
        Value verify = request.get("ssl");
        if (verify != null && !verify.isObject() && !verify.flag()) {
            draft.bare("request_kwargs.ssl: false", "false", "tls", "verify");
        }
        request.rest().forEach((key, value) -> draft.notCarriedOver("request_kwargs." + key + ": " + value.shown()));
    }

    /** They go behind the question mark of the URL. */
    private static void parameters(Fields parameters, Draft draft) throws ImportException {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, Value> parameter : parameters.all().entrySet()) {
            String value = References.plain(parameter.getValue().text());
            pairs.add(encoded(parameter.getKey()) + "=" + encoded(value));
        }
        if (!pairs.isEmpty()) {
            draft.query(String.join("&", pairs));
            draft.changed("url: the parameters of request_kwargs.params are part of it");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void readScript(Source source, Translation translation) throws ImportException {
        boolean found = false;
        for (Shell.Command command : Shell.commands(source)) {
            List<String> words = command.words();
            int begin = firstOption(words);
            String place = source.name() + ":" + command.line();
            if (begin == words.size()) {
                translation.notCarriedOver(place + ", a command that is none of site-monitor's producer");
                continue;
            }
            Arguments arguments = Arguments.of(words.subList(begin, words.size()), OPTIONS, Set.of(), place);
            if (arguments.options().containsKey("--targets-file")) {
                throw new ImportException(place + ": the sites stand in "
                        + arguments.options().getOrDefault("--targets-file", "") + "; import that file");
            }
            if (arguments.options().containsKey("--url")) {
                found = true;
                target(arguments.options(), place, translation);
            }
        }
        if (!found) {
            String wanted =
                    ": wanted the key sites, or a command such as main.py --mode=producer --url=URL --seconds=30";
            throw new ImportException(source.name() + wanted + ", found neither");
        }
    }

    private static int firstOption(List<String> words) {
        int i = 0;
        while (i < words.size() && OPTIONS.stream().noneMatch(words.get(i)::startsWith)) {
            i++;
        }
        return i;
    }

    private static void target(Map<String, String> options, String place, Translation translation)
            throws ImportException {
        String url = options.getOrDefault("--url", "");
        Draft draft = translation.target(url);
        draft.url(url);
        String seconds = options.get("--seconds");
        Duration interval = seconds == null ? SECONDS : Durations.times(Duration.ofSeconds(1), seconds);
        if (interval == null) {
            throw new ImportException(place + ": --seconds: wanted a number of seconds, found \"" + seconds + "\"");
        }
        draft.interval(interval);
        String pattern = options.getOrDefault("--pattern", "");
        if (!pattern.isEmpty()) {
            draft.regexp(pattern);
        }
    }
}
