package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;
import io.nudger.config.AddressRules;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.http.Probe;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** URLs that stand in lines, each checked once, a few at a time, and shown as a table. */
final class ListedChecks {
    private static final int MOST_NAMED = 20;

    private final List<Target> targets;

    private ListedChecks(List<Target> targets) {
        this.targets = targets;
    }

    /**
     * Reads the first word of each line as a URL. Empty lines and those that begin with # are passed over.
     *
     * @throws InvalidConfigException which names those that are no URLs, or says that there is none
     */
    static ListedChecks of(BufferedReader lines, CheckOptions options) throws InvalidConfigException {
        List<Target> targets = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        int number = 0;
        for (String line : lines(lines)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                try {
                    targets.add(options.target(text.split("\\s", 2)[0]));
                } catch (InvalidConfigException e) {
                    Place place = Place.of("line " + number);
                    e.problems().forEach(problem -> problems.add(place.problem(problem.fault())));
                }
            }
        }
        if (targets.isEmpty() && problems.isEmpty()) {
            problems.add(Place.of("standard input").problem("wanted a URL on each line, found none"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems.stream().limit(MOST_NAMED).toList(), problems.size());
        }
        return new ListedChecks(targets);
    }

    private static List<String> lines(BufferedReader in) {
        try (in) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks all of them, prints the table in the order of the lines, and says whether all are up. */
    int run(PrintWriter out, boolean json) {
        List<Probe> probes = ProbeEach.of(targets, AddressRules.DEFAULT);
        List<JsonObject> rows = IntStream.range(0, targets.size())
                .mapToObj(i -> row(targets.get(i), probes.get(i)))
                .toList();
        Rows.print(out, rows, json, "outcome", "status", "time", "url", "message");
        boolean allUp = rows.stream().allMatch(row -> row.getString("outcome").equals("up"));
        return allUp ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static JsonObject row(Target target, Probe probe) {
        Verdict verdict = probe.verdict();
        Duration took = probe.observation().duration();
        return new JsonObject()
                .put("outcome", verdict.outcomeName())
                .put("status", probe.observation().statusCode())
                .put("time", took == null ? null : Wording.time(took))
                .put("url", target.shownUrl())
                .put("message", verdict.outcome() == Outcome.UP ? null : verdict.message());
    }
}
