package io.nudger.config;

import io.nudger.check.BodyExpectation;
import io.nudger.check.ConnectionExpectation;
import io.nudger.check.Expectation;
import io.nudger.check.HeaderExpectation;
import io.nudger.check.StatusSet;
import io.nudger.check.TimeExpectation;
import io.nudger.check.UrlPattern;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Sequence;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What makes an answer a good one: {@code expect}, and what of it has a short form beside it. */
final class ExpectationOptions {
    /** Status codes as one text or number. */
    static final Type<StatusSet> STATUS = Type.of(
                    "status codes such as 200, 200-204, 2xx or a list of them", ExpectationOptions::status)
            .repeating();

    private static final Type<String> HEADER_NAME =
            Type.text("the name of a header", Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}"));
    private static final Type<HeaderExpectation> HEADER = Type.of(
                    "a regular expression or the word absent", ExpectationOptions::header)
            .repeating();
    private static final Type<Duration> LENGTH =
            Type.duration(Duration.ofMillis(1), Duration.ofDays(1)).repeating();
    private static final Type<String> PROTOCOL = Type.oneOf(Stream.of("HTTP/1.0", "HTTP/1.1", "HTTP/2")
                    .collect(Collectors.toMap(Function.identity(), Function.identity())))
            .repeating();
    private static final Type<UrlPattern> FINAL_URL = Type.of(
                    "a URL, or a regular expression that begins with ^", ExpectationOptions::finalUrl)
            .textOnly()
            .repeating();
    private static final Type<Integer> DAYS = Type.number(1, 3_650).repeating();

    private ExpectationOptions() {}

    static Expectation read(Section section, Expectation defaults) {
        Section expect = section.section("expect");
        StatusSet status = readStatus(expect);
        Expectation expectation = new Expectation(
                status == null ? defaults.status() : status,
                headers(expect, defaults.headers()),
                body(section, expect, defaults),
                time(expect, defaults.time()),
                connection(expect, defaults.connection()));
        expect.end();
        return expectation;
    }

    private static BodyExpectation body(Section section, Section expect, Expectation defaults) {
        return section.reading().share(BodyOptions.read(section, expect, defaults.body()));
    }

    private static Map<String, HeaderExpectation> headers(Section expect, Map<String, HeaderExpectation> defaults) {
        Map<String, HeaderExpectation> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        expect.section("headers").readAll(HEADER_NAME, HEADER, own);
        defaults.forEach(own::putIfAbsent);
        return own;
    }

    private static TimeExpectation time(Section expect, TimeExpectation defaults) {
        Duration most = expect.read("max_duration", LENGTH);
        Duration degraded = expect.read("degraded_after", LENGTH);
        return expect.reading()
                .share(new TimeExpectation(
                        most == null ? defaults.maxDuration() : most,
                        degraded == null ? defaults.degradedAfter() : degraded));
    }

    private static ConnectionExpectation connection(Section expect, ConnectionExpectation defaults) {
        String protocol = expect.read("protocol", PROTOCOL);
        UrlPattern finalUrl = expect.read("final_url", FINAL_URL);
        Integer days = expect.read("certificate_days", DAYS);
        Integer leafDays = expect.read("leaf_certificate_days", DAYS);
        return expect.reading()
                .share(new ConnectionExpectation(
                        protocol == null ? defaults.protocol() : protocol,
                        finalUrl == null ? defaults.finalUrl() : finalUrl,
                        days == null ? defaults.certificateDays() : days,
                        leafDays == null ? defaults.leafCertificateDays() : leafDays));
    }

    private static @Nullable StatusSet readStatus(Section expect) {
        Entry entry = expect.entry("status");
        if (entry == null || !(entry.node() instanceof Sequence sequence)) {
            return expect.read("status", STATUS);
        }
        if (sequence.items().isEmpty()) {
            expect.problem("status", "wanted " + STATUS.wanted() + ", found an empty list");
        }
        List<StatusSet.Range> ranges = new ArrayList<>();
        expect.forEach("status", STATUS.wanted(), (node, place) -> {
            StatusSet status = expect.reading().value(node, place, STATUS);
            ranges.addAll(status == null ? List.of() : status.ranges());
        });
        return ranges.isEmpty() ? null : new StatusSet(ranges);
    }

    private static StatusSet status(String text) throws Refusal {
        try {
            return StatusSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("");
        }
    }

    private static HeaderExpectation header(String text) throws Refusal {
        return text.equals("absent")
                ? HeaderExpectation.ABSENT
                : new HeaderExpectation(RegexpType.REGEXP.parser().parse(text));
    }

    private static UrlPattern finalUrl(String text) throws Refusal {
        if (text.startsWith("^")) {
            return new UrlPattern(text, RegexpType.REGEXP.parser().parse(text));
        }
        return new UrlPattern(UrlType.URL.parser().parse(text).toString(), null);
    }
}
