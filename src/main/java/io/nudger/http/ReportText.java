package io.nudger.http;

import io.nudger.check.CertificateInfo;
import io.nudger.check.HttpCheck;
import io.nudger.check.Observation;
import io.nudger.check.Phase;
import io.nudger.check.Printable;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;
import io.nudger.evaluate.ExpectationResult;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one check for people. */
final class ReportText {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final int BAR_WIDTH = 48;
    private static final String LABEL = "  %-12s";
    private static final int TIME_WIDTH = 8;

    private final Target target;
    private final Probe probe;
    private final Palette palette;
    private final StringBuilder out = new StringBuilder();

    ReportText(Target target, Probe probe, Palette palette) {
        this.target = target;
        this.probe = probe;
        this.palette = palette;
    }

    String write() {
        verdict(probe.verdict());
        Timeline timeline = new Timeline(total(), palette);
        Hop token = probe.token();
        if (token != null) {
            out.append("\n  token from ").append(Printable.line(token.url())).append('\n');
            hop(token, false, timeline);
        }
        for (Hop hop : probe.hops()) {
            out.append('\n');
            hop(hop, probe.hops().size() > 1 || token != null, timeline);
        }
        Observation seen = probe.observation();
        if (seen.duration() != null) {
            line("total", pad(Wording.time(seen.duration())));
        }
        out.append('\n');
        certificate(seen.certificate());
        expectations();
        body(seen);
        return out.toString();
    }

    private void verdict(Verdict verdict) {
        out.append(outcome(verdict))
                .append("  ")
                .append(Printable.line(target.shownUrl()))
                .append('\n');
        if (verdict.message() != null && verdict.reason() != null) {
            out.append("  ")
                    .append(verdict.reason().wireName())
                    .append(": ")
                    .append(verdict.message())
                    .append('\n');
        }
    }

    private String outcome(Verdict verdict) {
        String name = verdict.outcome().name();
        return switch (verdict.outcome()) {
            case UP ->
                Boolean.TRUE.equals(probe.observation().degraded())
                        ? palette.doubtful(name + " (degraded)")
                        : palette.good(name);
            case DOWN -> palette.bad(name);
            case MISSED, UNKNOWN -> palette.doubtful(name);
        };
    }

    private void hop(Hop hop, boolean named, Timeline timeline) {
        StringJoiner facts = new StringJoiner(", ", "  ", "\n").setEmptyValue("");
        if (named) {
            facts.add(Printable.line(hop.url()));
        }
        if (hop.statusCode() != null) {
            facts.add("status " + hop.statusCode());
        }
        if (hop.protocol() != null) {
            facts.add(hop.protocol());
        }
        if (hop.tls() != null) {
            facts.add(hop.tls().protocol());
        }
        if (hop.remoteAddress() != null) {
            facts.add(hop.remoteAddress());
        }
        out.append(facts);
        hop.phases().forEach((phase, time) -> out.append(timeline.line(phase, time)));
    }

    private void certificate(@Nullable CertificateInfo certificate) {
        if (certificate == null) {
            return;
        }
        Duration left = Duration.between(probe.startedAt(), certificate.notAfter());
        String when = left.isNegative()
                ? "expired on " + DATE.format(certificate.notAfter())
                : "valid until " + DATE.format(certificate.notAfter()) + " (" + left.toDays() + " days)";
        line("certificate", when + ", issued by " + certificate.issuer());
        if (certificate.subject() != null) {
            line("", "of " + certificate.subject());
        }
        line("", "SHA-256 " + certificate.sha256());
        if (certificate.tlsVersion() != null) {
            line(
                    "",
                    certificate.tlsVersion() + (certificate.tlsCipher() == null ? "" : ", " + certificate.tlsCipher()));
        }
    }

    private void expectations() {
        for (ExpectationResult each : probe.results()) {
            line(
                    "expected",
                    mark(each.result()) + "  "
                            + Printable.line(
                                    each.expectation() + ": wanted " + each.wanted() + ", found " + each.found()));
        }
    }

    private String mark(ExpectationResult.Result result) {
        return switch (result) {
            case MET -> palette.good("met");
            case DEGRADED -> palette.doubtful("degraded");
            case FAILED -> palette.bad("NOT MET");
            case UNDECIDED -> palette.doubtful("undecided");
        };
    }

    private void body(Observation seen) {
        if (seen.bodyBytes() != null) {
            boolean cut = seen.bodyBytes() > HttpCheck.of(target).request().maxBodyBytes();
            line("body", (cut ? "at least " : "") + seen.bodyBytes() + " bytes");
        }
        if (seen.bodyExcerpt() != null) {
            seen.bodyExcerpt()
                    .lines()
                    .forEach(line -> out.append("  | ").append(line).append('\n'));
        }
    }

    private void line(String label, String value) {
        out.append(String.format(Locale.ROOT, LABEL, label)).append(value).append('\n');
    }

    private Duration total() {
        return Stream.concat(Stream.ofNullable(probe.token()), probe.hops().stream())
                .map(hop -> hop.phases().total())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static String pad(String time) {
        return String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", time);
    }

    /** Draws one phase after the other, to scale, each where the one before ends. */
    private static final class Timeline {
        private final long totalNanos;
        private final Palette palette;
        private long elapsedNanos;

        Timeline(Duration total, Palette palette) {
            this.palette = palette;
            totalNanos = Math.max(1, total.toNanos());
        }

        String line(Phase phase, Duration time) {
            int from = Math.min(BAR_WIDTH - 1, column(elapsedNanos));
            elapsedNanos += time.toNanos();
            int to = Math.max(from + 1, column(elapsedNanos));
            return String.format(Locale.ROOT, LABEL, phase.wireName()) + pad(Wording.time(time)) + "  "
                    + " ".repeat(from) + palette.bar("=".repeat(to - from)) + "\n";
        }

        private int column(long nanos) {
            return (int) (nanos * BAR_WIDTH / totalNanos);
        }
    }
}
