package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Printable;
import io.nudger.config.KafkaSettings;
import io.nudger.consume.DeadLetter;
import io.nudger.consume.DeadLetterBox;
import io.nudger.consume.DeadReason;
import io.nudger.consume.RecordException;
import io.nudger.consume.Span;
import io.nudger.document.InvalidConfigException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nudger dead-letters}: shows the records that could not be stored, and sends them again. */
@Command(
        name = "dead-letters",
        customSynopsis = "java -jar nudger-fat.jar dead-letters -conf FILE [OPTION...]",
        description = {
            "List the records that could not be stored, and why; or send them again.",
            "",
            "T is the time at which they became dead letters: 2026-11-21T12:00:00Z, 2026-11-21 (its beginning in UTC), or"
                    + " 90m, 2h, 7d (so long ago)."
        },
        footer = {
            "",
            "Example, after an upgrade: java -jar nudger-fat.jar dead-letters -conf conf/persister.json"
                    + " --reason version --resend",
            "",
            "Exit status: 0 done, 1 Kafka did not answer, or some could not be sent again, 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = Moment.class,
            description = "From this time on; all that the topic holds by default.")
    private Instant from = Instant.EPOCH;

    @Mixin
    private SpanOptions span = new SpanOptions();

    @Option(
            names = "--reason",
            paramLabel = "R",
            description = "Only those with this reason: malformed, version, too_large, future, expired, refused. May be"
                    + " repeated.")
    private Set<String> reasons = new LinkedHashSet<>();

    @Option(
            names = "--letter",
            paramLabel = "ID",
            description = "Only this one, as the first column of the list names it: 3/17. May be repeated.")
    private Set<String> letters = new LinkedHashSet<>();

    @Option(names = "--json", description = "One JSON object a line, with the value of the record.")
    private boolean json;

    @Option(names = "--resend", description = "Send them to the topic they come from, instead of listing them.")
    private boolean resend;

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        checkReasons();
        Span within = span.from(from, spec);
        KafkaSettings kafka = conf.load().settings().kafka();
        DeadLetterBox box = new DeadLetterBox(kafka);
        say("Reading topic " + kafka.deadLetterTopic() + " ...");
        return resend ? resend(box, within) : list(box, within);
    }

    private int list(DeadLetterBox box, Span within) throws RecordException {
        PrintWriter out = spec.commandLine().getOut();
        long[] shown = {0};
        long all = box.read(within, letter -> {
            if (isChosen(letter)) {
                out.println(json ? Printable.json(letter.json().encode()) : Printable.line(line(letter)));
                shown[0]++;
            }
        });
        out.flush();
        if (shown[0] == 0) {
            say(all == 0 ? "There are none in this span." : "None of " + all + " is of that kind.");
        }
        return ExitStatus.OK;
    }

    /** Beside what is printed: for people, while they wait. */
    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private int resend(DeadLetterBox box, Span within) throws RecordException {
        DeadLetterBox.Resent resent = box.resend(within, this::isChosen);
        spec.commandLine().getOut().println(resent.sent() + " sent again");
        spec.commandLine().getOut().flush();
        PrintWriter err = spec.commandLine().getErr();
        for (DeadLetter letter : resent.left()) {
            String reason = letter.isCut()
                    ? "only its beginning is left"
                    : "it comes from topic \"" + letter.topic() + "\", which these settings do not read";
            err.println(Printable.line(letter.id() + " is not sent again: " + reason));
        }
        err.flush();
        return resent.left().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private boolean isChosen(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (letters.isEmpty() || letters.contains(letter.id()));
    }

    private static String line(DeadLetter letter) {
        return String.format(
                Locale.ROOT,
                "%-8s  %s  %-9s  %s %s  %s  %s",
                letter.id(),
                letter.sent(),
                letter.reason(),
                letter.topic(),
                letter.source(),
                letter.key(),
                letter.message());
    }

    private void checkReasons() {
        Set<String> known = Arrays.stream(DeadReason.values())
                .map(DeadReason::wireName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String reason : reasons) {
            if (!known.contains(reason)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--reason: wanted one of " + String.join(", ", known) + ", found \"" + reason + "\"");
            }
        }
    }
}
