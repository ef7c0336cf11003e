package io.nudger.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nudger.check.ProxySpec.Kind;
import io.nudger.testing.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hash of a configuration is a contract, as the form of a record is. */
final class FingerprintTest {
    private static final CertificateAuthority ONE = CertificateAuthority.create("one");
    private static final CertificateAuthority OTHER = CertificateAuthority.create("other");

    @Test
    void defaultsAreLeftOut() {
        Target least = new Target(
                "a",
                URI.create("http://a/"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                HttpCheck.DEFAULT,
                Map.of(),
                true);

        assertThat(ConfigText.of(least)).isEqualTo("nudger-config-1\nname=a\nurl=http://a/\n");
        assertThat(least.info().config()).isEqualTo("1-3aaa406572371533");
    }

    @Test
    void theTextIsTheGoldenOne() throws IOException {
        Target full = full("abc", "p:w", TlsSpec.DEFAULT);

        assertThat(ConfigText.of(full)).isEqualTo(golden());
        assertThat(full.info().config()).isEqualTo("1-1a0b75eebc2e1c67");
    }

    @Test
    void secretsDoNotStandThereAndSayLittle() {
        assertThat(ConfigText.of(full("hunter2", "hunter3", TlsSpec.DEFAULT))).doesNotContain("hunter", "joe", "d=e");
        // Among so many guesses there are others that fit as well as the right one.
        String right = ConfigText.of(full("abc", "p:w", TlsSpec.DEFAULT));
        assertThat(IntStream.range(0, 20_000)
                        .mapToObj(guess -> ConfigText.of(full("abc", "guess " + guess, TlsSpec.DEFAULT)))
                        .filter(right::equals)
                        .count())
                .isPositive();
    }

    /** Each component of each record that makes up a target is changed for itself. A new one is found here. */
    @Test
    void everyChangeChangesTheHash() {
        Target full = full(
                "abc",
                "p:w",
                new TlsSpec(false, List.of(ONE.certificate()), identity(ONE), "c.example", TlsVersion.V1_3));
        Map<String, Target> changed = new LinkedHashMap<>();
        walk("target", full, target -> (Target) target, changed);

        assertThat(changed).hasSizeGreaterThan(45);
        Map<String, String> hashes = new HashMap<>();
        hashes.put(full.info().config(), "what it was");
        changed.forEach((what, target) -> assertThat(hashes.put(target.info().config(), what))
                .as("the same hash as with another %s", what)
                .isNull());
    }

    private static void walk(String path, Record record, Function<Object, Target> whole, Map<String, Target> changed) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            int index = i;
            String name = path + "." + components[i].getName();
            Object value = Objects.requireNonNull(values(record)[i], name);
            Function<Object, Target> with = other -> whole.apply(copy(record, index, other));
            if (value instanceof Record part && other(value) == null) {
                walk(name, part, with, changed);
            } else if (value instanceof Map<?, ?> map) {
                Object first = map.keySet().iterator().next();
                Map<Object, Object> less = new LinkedHashMap<>(map);
                Object was = Objects.requireNonNull(less.remove(first));
                changed.put(name + " less " + first, with.apply(less));
                Map<Object, Object> otherwise = new LinkedHashMap<>(map);
                otherwise.put(first, Objects.requireNonNull(other(was), name));
                changed.put(name + " with another " + first, with.apply(otherwise));
            } else if (value instanceof Set<?> set) {
                for (Evidence.Kept each : Evidence.Kept.values()) {
                    Set<Object> toggled = new HashSet<>(set);
                    if (!toggled.remove(each)) {
                        toggled.add(each);
                    }
                    changed.put(name + " toggled " + each, with.apply(toggled));
                }
            } else {
                changed.put(name, with.apply(Objects.requireNonNull(other(value), name)));
            }
        }
    }

    /** Another value of the same kind; null for a record whose parts are looked at, and what is not known here. */
    private static @Nullable Object other(Object value) {
        if (value instanceof String text) {
            return text + "x";
        } else if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Duration time) {
            return time.plusMillis(1);
        } else if (value instanceof Enum<?> word) {
            return Arrays.stream(word.getDeclaringClass().getEnumConstants())
                    .filter(each -> !each.equals(word))
                    .findFirst()
                    .orElseThrow();
        } else if (value instanceof Pattern pattern) {
            return Pattern.compile(pattern.pattern() + "x");
        } else if (value instanceof Payload) {
            return Payload.of("abd"); // Of the same length.
        } else if (value instanceof List<?> list) {
            return list.get(0) instanceof Condition first
                    ? List.of(first, Condition.equalTo("another"))
                    : list.subList(1, list.size());
        } else if (value instanceof UrlPattern) {
            return new UrlPattern("^https", Pattern.compile("^https"));
        } else if (value instanceof Condition) {
            return Condition.equalTo("another");
        } else if (value instanceof HeaderExpectation) {
            return new HeaderExpectation(Pattern.compile("another"));
        } else if (value instanceof Quorum) {
            return Quorum.ALL;
        } else if (value instanceof ClientIdentity) {
            return identity(OTHER);
        }
        return null;
    }

    private static Record copy(Record record, int index, Object other) {
        try {
            Class<?>[] types = Arrays.stream(record.getClass().getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            @Nullable Object[] values = values(record);
            values[index] = other;
            return record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object[] values(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            try {
                values[i] = components[i].getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    private static ClientIdentity identity(CertificateAuthority authority) {
        CertificateAuthority.Identity issued = authority.issue("client");
        return new ClientIdentity(List.of(issued.certificate()), issued.key());
    }

    /** Nothing of it is as by default, but what is asked of TLS. */
    static Target full(String body, String password, TlsSpec tls) {
        return new Target(
                "a",
                "http://b.example:81/c?token=d&e=f",
                Duration.ofMillis(500),
                Duration.ofMillis(240),
                new HttpCheck(request(body, password, tls), expectation()),
                new FailurePolicy(
                        new Retries(1, Duration.ZERO),
                        new Thresholds(3, 2),
                        new Evidence(Set.of(Evidence.Kept.MATCHES), HiddenQuery.ALL)),
                Map.of("team=x", "web\n\\", "version", "3.10"),
                false,
                new Alerting("Der Läden 🏪", "shop", List.of("router"), Quorum.of(2), List.of("backup")));
    }

    private static RequestSpec request(String body, String password, TlsSpec tls) {
        return new RequestSpec(
                "POST",
                Map.of("Accept", "text/html", "authorization", "Basic am9lOnMzY3JldA=="),
                new ClientCredentials(
                        "https://id.example/token?key=x1y2", "me", password, List.of("read", "write"), "urn:shop"),
                Payload.of(body),
                true,
                1,
                false,
                65_536,
                new ConnectionSpec(
                        IpVersion.V6,
                        Duration.ofMillis(100),
                        tls,
                        HttpPreference.HTTP_2,
                        true,
                        new ProxySpec(Kind.SOCKS5, "2001:db8::1", 1080, "joe", password),
                        new ResolverSpec(List.of(
                                new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("2001:db8::2", 5353))),
                        true));
    }

    private static Expectation expectation() {
        return new Expectation(
                StatusSet.parse("200,301-303,4xx"),
                Map.of("server", new HeaderExpectation(Pattern.compile("^nginx")), "X-Debug", HeaderExpectation.ABSENT),
                BodyExpectation.of(
                        "fine\nor not",
                        Pattern.compile("(?i)a.c"),
                        Pattern.compile("[Ee]rror"),
                        Map.of(
                                JsonQuery.parse("$.status"),
                                Condition.equalTo("ok"),
                                JsonQuery.parse("$.count"),
                                new Condition(Condition.Operator.AT_LEAST, "3", null))),
                new TimeExpectation(Duration.ofMillis(200), Duration.ofMillis(100)),
                new ConnectionExpectation("HTTP/2", new UrlPattern("https://b.example/end", null), 14, 7));
    }

    private static String golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(FingerprintTest.class.getResourceAsStream("config-1.txt"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
