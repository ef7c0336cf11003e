package io.nudger.imports;

import io.nudger.check.Alerting;
import io.nudger.check.Printable;
import io.nudger.config.TargetValidator;
import io.nudger.document.Fault;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Node.Sequence;
import io.nudger.document.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target in the making. Options are put in by their path, also those that this version of nudger may not know: in the
 * end nudger's own parser is the judge, and what it does not take becomes a comment. Texts are written as the targets
 * file takes them (see {@link References}).
 */
final class Draft implements Item {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    /** What a check has of an interval at most, where the old timeout is not shorter than the interval. */
    private static final double SHARE = 0.8;
    /** What nudger takes when a target says nothing. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern SECRET =
            Pattern.compile("(?i)auth|cookie|token|secret|pass|key|session|signature|credential");

    /** The first words of the notes; others go before them. */
    private static final List<String> ORDER = List.of("changed", "set", "not");

    private final String name;
    private final Names variables;
    private final List<Option> options = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Duration interval = Duration.ofSeconds(30);
    private @Nullable Duration timeout;

    Draft(String name, Names variables) {
        this.name = name;
        this.variables = variables;
        text("name", name, "name");
    }

    String name() {
        return name;
    }

    /** Puts in what people are shown instead of the name. */
    void title(String wish) {
        StringBuilder shown = new StringBuilder();
        wish.codePoints().filter(Printable::is).limit(Alerting.MAX_TITLE).forEach(shown::appendCodePoint);
        text("name: was \"" + wish + "\"", shown.toString(), "title");
    }

    /** Puts in the URL; what nudger does not take as it stands is changed, and reported. */
    void url(String text) {
        OldUrl url = OldUrl.of(text);
        text("url " + url.text(), url.text(), "url");
        url.changes().forEach(this::changed);
        if (url.credentials()) {
            basicAuth("the user information of the URL");
        }
    }

    /** Adds parameters to the URL. */
    void query(String parameters) {
        String url = url();
        String added = url + (url.indexOf('?') < 0 ? "?" : "&") + parameters;
        options.removeIf(option -> option.is("url"));
        text("url " + added, added, "url");
    }

    void interval(Duration duration) {
        interval = duration;
    }

    /** Of a duration, or of a variable that holds one. */
    void interval(Value value) throws ImportException {
        if (value.isReference()) {
            bare("interval: " + value.text(), value.text(), "interval");
        } else {
            interval = value.duration();
        }
    }

    void timeout(Duration duration) {
        timeout = duration;
    }

    /** Of a duration, or of a variable that holds one. */
    void timeout(Value value) throws ImportException {
        if (value.isReference()) {
            bare("timeout: " + value.text(), value.text(), "timeout");
        } else {
            timeout = value.duration();
        }
    }

    /** Puts in a text. */
    void text(String origin, String value, String... path) {
        put(origin, new Scalar(value, true), path);
    }

    /** Puts in a number, a boolean or a word that needs no quotes. */
    void bare(String origin, String value, String... path) {
        put(origin, new Scalar(value, false), path);
    }

    /**
     * Puts in any value. What stands there already stays.
     *
     * @param origin how the old configuration says it
     * @param path the keys that lead to the value
     */
    void put(String origin, Node node, String... path) {
        put(new Option(List.of(path), node, origin, ""));
    }

    private void put(Option option) {
        if (options.stream().anyMatch(other -> other.path().equals(option.path()))) {
            notCarriedOver(option.origin() + ", as " + String.join(".", option.path()) + " is taken");
        } else {
            options.add(option);
        }
    }

    void regexp(String pattern) {
        add("regexp '" + pattern + "'", pattern, "regexp");
    }

    /** Puts in a text beside those that stand there already: all of them hold. */
    void add(String origin, String value, String... path) {
        Option option = new Option(List.of(path), new Scalar(value, true), origin, "");
        if (options.stream().noneMatch(option::isSame)) {
            options.add(option);
        }
    }

    /** Whether an option is in. */
    boolean has(String... path) {
        return options.stream().anyMatch(option -> option.path().equals(List.of(path)));
    }

    /** Puts in a header. The value of one that carries a secret is not repeated: a variable takes its place. */
    void header(String header, String value) {
        if (value.isEmpty() || References.in(value) || !SECRET.matcher(header).find()) {
            text("header " + header, value, "headers", header);
        } else {
            secretHeader(header);
        }
    }

    /** Puts in a header whose value is not repeated: a variable takes its place. */
    void secretHeader(String header) {
        variable("header " + header, "the value of the header " + header + ", not repeated here", "headers", header);
    }

    /** Puts in what the request carries. A body that may hold a secret is not repeated: a variable takes its place. */
    void body(String origin, String value) {
        if (References.in(value) || !SECRET.matcher(value).find()) {
            text(origin, value, "body");
        } else {
            variable(origin, "the body, not repeated here", "body");
        }
    }

    /** Puts in user and password, which are not repeated: variables take their place. */
    void basicAuth(String origin) {
        variable(origin, "the user, from " + origin, "auth", "basic", "user");
        variable(origin, "the password, from " + origin, "auth", "basic", "password");
    }

    /** Whether a header is in, whatever its capitals. */
    boolean hasHeader(String header) {
        return options.stream()
                .anyMatch(option -> option.path().size() == 2
                        && option.path().get(0).equals("headers")
                        && option.path().get(1).equalsIgnoreCase(header));
    }

    /**
     * Puts in what a token is got with. The secret is not repeated: a variable takes its place.
     *
     * @param secret the secret; null when it is not there
     */
    void clientCredentials(
            String origin,
            @Nullable String tokenUrl,
            @Nullable String clientId,
            @Nullable String secret,
            List<String> scopes,
            @Nullable String audience) {
        if (tokenUrl == null || clientId == null || secret == null) {
            notCarriedOver(origin + ", which lacks the URL for tokens, the client id or its secret");
            return;
        }
        text(origin, tokenUrl, "auth", "oauth2", "token_url");
        text(origin, clientId, "auth", "oauth2", "client_id");
        if (References.in(secret)) {
            text(origin, secret, "auth", "oauth2", "client_secret");
        } else {
            variable(origin, "the client secret, from " + origin, "auth", "oauth2", "client_secret");
        }
        scopes.forEach(scope -> add(origin, scope, "auth", "oauth2", "scopes"));
        if (audience != null) {
            text(origin, audience, "auth", "oauth2", "audience");
        }
    }

    /** Puts in a token, which is not repeated: a variable takes its place. */
    void bearerAuth(String origin) {
        variable(origin, "the token, from " + origin, "auth", "bearer");
    }

    /** Puts in a proxy. One with user and password is not repeated: a variable takes its place. */
    void proxy(String origin, String url) {
        if (url.indexOf('@') < 0 || References.in(url)) {
            text(origin + ": " + url, url, "proxy");
        } else {
            secretProxy(origin);
        }
    }

    /** Puts in a proxy with user and password, which is not repeated: a variable takes its place. */
    void secretProxy(String origin) {
        variable(origin, "the proxy with user and password, from " + origin, "proxy");
    }

    private void variable(String origin, String content, String... path) {
        String variable = variables.claimVariable(name + "_" + path[path.length - 1]);
        Scalar reference = new Scalar("${" + variable + "}", true);
        put(new Option(List.of(path), reference, origin, "set " + variable + " to " + content));
    }

    void label(String key, String value) {
        text("label " + key + ": " + value, value, "labels", key);
    }

    void disable() {
        if (!has("enabled")) {
            bare("enabled: false", "false", "enabled");
        }
    }

    void notCarriedOver(String what) {
        notes.add("not carried over: " + what);
    }

    void changed(String what) {
        notes.add("changed: " + what);
    }

    void note(String text) {
        notes.add(text);
    }

    /** What is to be said about it: first what is different, then what is to be done, then what is missing. */
    List<String> notes() {
        Stream<String> ofOptions = options.stream().map(Option::note).filter(note -> !note.isEmpty());
        return Stream.concat(notes.stream(), ofOptions)
                .sorted(Comparator.comparingInt(note -> ORDER.indexOf(note.replaceFirst("[ :].*", ""))))
                .toList();
    }

    /** The URL as far as it is known. */
    String url() {
        return options.stream()
                .filter(option -> option.is("url") && option.node() instanceof Scalar)
                .map(option -> ((Scalar) option.node()).text())
                .findFirst()
                .orElse("");
    }

    /**
     * Makes the target one that nudger takes.
     *
     * @return why that is impossible; null when it is done
     */
    @Nullable String settle() {
        settleInterval();
        settleTimeout();
        while (true) {
            options.sort(Comparator.comparingInt(Option::rank));
            Problem problem = firstProblem();
            if (problem == null) {
                return null;
            }
            Option option = at(problem);
            if (option == null || option.is("name") || option.is("url")) {
                return reason(problem.fault());
            }
            options.remove(option);
            notCarriedOver(option.origin() + (isUnknownKey(problem) ? "" : ": " + reason(problem.fault())));
        }
    }

    /** The target as an object of the targets file. The lines are the numbers of the options, from 1. */
    Mapping tree() {
        return tree(options, 0);
    }

    private Mapping tree(List<Option> part, int depth) {
        Map<String, List<Option>> groups = new LinkedHashMap<>();
        part.forEach(option -> groups.computeIfAbsent(option.path().get(depth), key -> new ArrayList<>())
                .add(option));
        Map<String, Entry> entries = new LinkedHashMap<>();
        groups.forEach((key, group) -> {
            Option first = group.get(0);
            Node node = first.path().size() > depth + 1 ? tree(group, depth + 1) : node(group);
            entries.put(key, new Entry(node, options.indexOf(first) + 1));
        });
        return new Mapping(entries);
    }

    /** The value, or the list of those that stand under one key. */
    private Node node(List<Option> sameKey) {
        if (sameKey.size() == 1) {
            return sameKey.get(0).node();
        }
        return new Sequence(sameKey.stream()
                .map(option -> new Entry(option.node(), options.indexOf(option) + 1))
                .toList());
    }

    private void settleInterval() {
        if (has("interval")) {
            return;
        }
        Duration wanted = interval;
        if (wanted.compareTo(SHORTEST) < 0 || wanted.compareTo(LONGEST) > 0) {
            interval = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : LONGEST;
            changed("interval: was " + Durations.write(wanted) + "; nudger takes 100ms to 1d");
        }
        bare("interval", Durations.write(interval), "interval");
    }

    private void settleTimeout() {
        if (has("timeout")) {
            return;
        }
        Duration wanted = timeout;
        if (wanted != null && wanted.compareTo(SHORTEST_TIMEOUT) < 0) {
            changed("timeout: was " + Durations.write(wanted) + ", which is none; nudger's default is taken");
            wanted = null;
        }
        if (wanted == null && DEFAULT_TIMEOUT.compareTo(interval) < 0) {
            return;
        }
        Duration length = wanted == null ? DEFAULT_TIMEOUT : wanted;
        if (length.compareTo(interval) >= 0) {
            length = Duration.ofMillis((long) (interval.toMillis() * SHARE));
            changed("timeout: was " + (wanted == null ? "not set" : Durations.write(wanted))
                    + "; it must be shorter than the interval, so that checks never overlap");
        }
        bare("timeout", Durations.write(length), "timeout");
    }

    /** What a variable or a file holds is not known here; it is evaluated when the targets file is loaded. */
    private @Nullable Problem firstProblem() {
        for (Problem problem : TargetValidator.problems(tree())) {
            Option option = at(problem);
            boolean hidden = option != null
                    && (problem.kind() == Fault.Kind.FILE
                            || (problem.kind() == Fault.Kind.VALUE && option.refersToEnvironment()));
            if (!hidden) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable Option at(Problem problem) {
        int index = problem.line() - 1;
        return index < 0 || index >= options.size() ? null : options.get(index);
    }

    private static boolean isUnknownKey(Problem problem) {
        return problem.kind() == Fault.Kind.UNKNOWN_KEY;
    }

    /** Why, without what was wanted and found, when that is known: the comment names the value as it was. */
    private static String reason(Fault fault) {
        return fault.hint().isEmpty() ? fault.words() : fault.hint();
    }
}
