package io.nudger.alert;

import static org.awaitility.Awaitility.await;

import io.nudger.config.AlerterSettings;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsLoader;
import io.nudger.config.MessageLinks;
import io.nudger.config.PostgresSettings;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.FallingSites;
import io.nudger.testing.NoticeAudit;
import io.nudger.testing.WebhookSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code make faults-alerters}: two alerters on a real PostgreSQL, receivers on real sockets, sites that go down and come
 * back, and in each round something breaks at random while they do. From time to time all of it is let be, and audited: no
 * outage may be missing, no notice lost, and none doubled but for a receiver without keys.
 */
public final class AlerterStorm implements AutoCloseable {
    private static final int SITES = 30;
    private static final int ALERTERS = 2;
    private static final int AUDIT_EVERY = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final AlerterSettings DECIDING =
            new AlerterSettings(Duration.ofMillis(20), Duration.ofMillis(400), true, true, null, MessageLinks.NONE);
    private static final String ROW = "%6s %8s %10s %10s %9s %10s %10s %10s  %s%n";
    private static final List<Integer> ANSWERS =
            List.of(500, 503, 429, WebhookSink.CLOSE, WebhookSink.LOST, WebhookSink.LOST, WebhookSink.SLOW);

    /** What breaks. */
    private enum Fault {
        LEADER_KILLED,
        LEADER_FROZEN,
        LEADER_STOPPED,
        FOLLOWER_KILLED,
        DATABASE_CUT,
        DATABASE_REFUSES,
        DATABASE_SILENT,
        DATABASE_KILLED,
        RECEIVERS,
        NOTHING
    }

    private final Random random;
    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final FallingSites sites = new FallingSites(postgres.createDatabase(), SITES);
    /** One that knows keys, and one that does not. */
    private final WebhookSink keyed = WebhookSink.start().slowness(Duration.ofMillis(1_500));

    private final WebhookSink keyless = WebhookSink.start().slowness(Duration.ofMillis(1_500));
    private final Alerts alerts;
    private final List<AlerterInside> alerters = new ArrayList<>();
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);

    /** @param directory for a file */
    AlerterStorm(Path directory, Random random) throws IOException, InvalidConfigException {
        this.random = random;
        Path file = Files.writeString(
                directory.resolve("alerts.yaml"),
                """
                receivers:
                  - {name: keyed, webhook: {url: '%s', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', timeout: 1s}}
                  - {name: keyless, webhook: {url: '%s', timeout: 1s}}
                routes: [{to: [keyed, keyless], group_wait: 0s}]
                flapping: {changes: 0}
                """
                        .formatted(keyed.url(), keyless.url()));
        alerts = new AlertsLoader(file, name -> null).load(null).alerts();
        for (int i = 0; i < ALERTERS; i++) {
            start();
        }
    }

    /** Runs so many rounds (the first argument, 1,000) with this seed (the second, by the clock), and ends the JVM. */
    public static void main(String... arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAndStopAllAppenders();
        System.out.printf("%d alerters, %d sites, %d rounds, seed %d%n%n", ALERTERS, SITES, rounds, seed);
        System.out.printf(
                ROW, "rounds", "outages", "not sent", "accepted", "doubles", "accepted", "doubles", "lost", "");
        System.out.printf(ROW, "", "", "(over)", "with key", "by key", "no key", "", "", "");
        boolean sound;
        try (AlerterStorm storm = new AlerterStorm(Files.createTempDirectory("nudger-storm"), new Random(seed))) {
            sound = storm.run(rounds);
            System.out.println("\nWhat happened: " + storm.happened());
        }
        System.out.println(sound ? "Nothing lost, nothing doubled where there are keys." : "");
        System.exit(sound ? 0 : 1);
    }

    private boolean run(int rounds) throws InterruptedException {
        boolean sound = true;
        for (int round = 1; round <= rounds && sound; round += AUDIT_EVERY) {
            int many = Math.min(AUDIT_EVERY, rounds - round + 1);
            NoticeAudit.Findings findings = rounds(many);
            sound = findings.problems().isEmpty();
            System.out.printf(
                    ROW,
                    round + many - 1,
                    findings.outages(),
                    findings.cancelled(),
                    findings.messages().get("keyed"),
                    findings.doubles().get("keyed"),
                    findings.messages().get("keyless"),
                    findings.doubles().get("keyless"),
                    sound ? 0 : "",
                    String.join("; ", findings.problems()));
        }
        return sound;
    }

    /** So many rounds, and an audit when all is quiet. */
    NoticeAudit.Findings rounds(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            turnSome();
            Thread.sleep(random.nextInt(120));
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            // A server takes a second to be back; ten such rounds in all is what is wanted.
            if (fault != Fault.DATABASE_KILLED || random.nextInt(10) == 0) {
                happened.merge(fault, 1, Integer::sum);
                strike(fault);
            }
        }
        keyed.recover();
        keyless.recover();
        await().atMost(PATIENCE).pollInterval(GLANCE).until(sites::isQuiet);
        return NoticeAudit.of(sites.database(), sites.outages(), Map.of("keyed", keyed, "keyless", keyless));
    }

    /** How often each fault happened. */
    String happened() {
        return happened.entrySet().stream()
                .map(each -> each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * What is not decided yet must not change again: nobody could have seen it. Mostly what is not announced yet does not
     * either, or nobody would be notified of it.
     */
    private void turnSome() {
        List<String> ready = random.nextInt(5) == 0 ? sites.decided() : sites.announced();
        for (int i = random.nextInt(4); i > 0 && !ready.isEmpty(); i--) {
            String site = ready.get(random.nextInt(ready.size()));
            sites.turn(site);
            ready = ready.stream().filter(other -> !other.equals(site)).toList();
        }
    }

    private void strike(Fault fault) throws InterruptedException {
        AlerterInside leader = leader(true);
        switch (fault) {
            case LEADER_KILLED -> replace(leader);
            case FOLLOWER_KILLED -> replace(leader(false));
            case LEADER_FROZEN -> leader.freeze(upTo(1_500));
            case LEADER_STOPPED -> {
                alerters.remove(leader);
                leader.stop();
                start();
            }
            case DATABASE_CUT -> leader.toDatabase.cut();
            case DATABASE_REFUSES -> {
                leader.toDatabase.refuse();
                Thread.sleep(upTo(800).toMillis());
                leader.toDatabase.accept();
            }
            case DATABASE_SILENT -> {
                leader.toDatabase.freeze();
                Thread.sleep(upTo(1_000).toMillis());
                leader.toDatabase.thaw();
            }
            case DATABASE_KILLED -> {
                postgres.kill();
                postgres.start();
            }
            case RECEIVERS ->
                List.of(keyed, keyless).forEach(sink -> {
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        sink.answer(ANSWERS.get(random.nextInt(ANSWERS.size())));
                    }
                });
            case NOTHING -> Thread.sleep(upTo(100).toMillis());
        }
    }

    private void replace(AlerterInside victim) {
        alerters.remove(victim);
        victim.kill();
        start();
    }

    private AlerterInside leader(boolean leads) {
        return alerters.stream()
                .filter(each -> each.leads() == leads)
                .findFirst()
                .orElseGet(() -> alerters.get(random.nextInt(alerters.size())));
    }

    private Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis));
    }

    private void start() {
        alerters.add(new AlerterInside(sites.database(), this::through, DECIDING, alerts));
    }

    private PostgresSettings through(int port) {
        PostgresSettings direct = sites.database().settings();
        return new PostgresSettings(
                direct.host(),
                port,
                direct.database(),
                direct.user(),
                direct.password(),
                direct.parameters(),
                direct.schema(),
                direct.batchSize(),
                direct.batchLinger(),
                direct.retention(),
                false,
                direct.grantees());
    }

    @Override
    public void close() {
        alerters.forEach(AlerterInside::kill);
        keyed.close();
        keyless.close();
        postgres.close();
    }
}
