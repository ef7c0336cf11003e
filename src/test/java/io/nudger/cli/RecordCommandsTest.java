package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.testing.Deployment;
import io.nudger.testing.ForeignTexts;
import io.nudger.testing.FreePorts;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import io.nudger.wire.WireFormat;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look after the record, as their user types them. */
@Tag("services")
final class RecordCommandsTest extends TypedCommands {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aRecordIsMadeFilledAndLookedAfter() {
        Deployment deployment = Deployment.onSharedServices(directory);
        deployment.targets(List.of(SiteTarget.of("a", URI.create("http://localhost/"))
                .every(Duration.ofSeconds(10), Duration.ofSeconds(1))));
        JsonObject settings = deployment.settings("monitor", "persister");
        String conf = settings.encode();

        assertThat(run("migrate", "-conf", conf)).isZero();
        assertThat(out.toString())
                .startsWith("The schema nudger is at version ")
                .contains(" migrations were made.");
        assertThat(run("migrate", "-conf", conf)).isZero();
        assertThat(out.toString()).contains("; 0 migrations were made.");

        KafkaProbe kafka = KafkaProbe.of(Services.kafka());
        assertThat(run("replay", "-conf", conf, "--from", "1h")).isOne();
        assertThat(err.toString()).contains("there is no topic " + deployment.topic());
        kafka.createTopic(deployment.topic(), 1);
        Map<String, String> json = Map.of(WireFormat.HEADER, WireFormat.JSON.contentType());
        kafka.send(deployment.topic(), "a", WireFormat.JSON.codec().encode(up()), json);
        kafka.send(deployment.topic(), "a", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), json);
        assertThat(run("replay", "-conf", conf, "--from", "1h")).isZero();
        assertThat(out.toString())
                .isEqualTo("2 records read: 1 stored, 0 in the place of a lesser one, 0 known already, 1 that cannot be"
                        + " stored (malformed 1)" + System.lineSeparator());
        assertThat(deployment.database().number("SELECT count(*) FROM check_results"))
                .isOne();

        assertThat(run("dead-letters", "-conf", conf)).isZero();
        assertThat(err.toString())
                .contains("Reading topic " + deployment.topic() + ".dead ...", "There are none in this span.");
        kafka.createTopic(deployment.topic() + ".dead", 1);
        kafka.send(
                deployment.topic() + ".dead",
                "a",
                "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of("dead-letter-reason", "malformed", "dead-letter-topic", deployment.topic()));
        assertThat(run("dead-letters", "-conf", conf, "--reason", "malformed")).isZero();
        assertThat(out.toString()).matches("(?s)0/0 .* malformed .*");
        assertThat(run("dead-letters", "-conf", conf, "--json")).isZero();
        assertThat(new JsonObject(out.toString()).getString("value")).isEqualTo("{}");
        assertThat(run("dead-letters", "-conf", conf, "--letter", "0/7", "--resend"))
                .isZero();
        assertThat(out.toString()).startsWith("0 sent again");
        assertThat(run("dead-letters", "-conf", conf, "--resend")).isZero();
        assertThat(out.toString()).startsWith("1 sent again");
        whatAProducerSaysIsHarmless(kafka, deployment, conf);
        assertThat(kafka.awaitRecords(deployment.topic(), 3)).hasSize(3);

        assertThat(run("size", "-conf", conf, "--zones", "3")).isZero();
        assertThat(out.toString())
                .contains("1 targets, 3 zones, 0.3 checks a second", "too few rows yet")
                .containsPattern("checks +777600 ")
                .containsPattern("hours +2160 ")
                .doesNotContain("archive");
        settings.getJsonObject("postgres").put("archive_retention", "900d");
        assertThat(run("size", "-conf", settings.encode(), "--zones", "3")).isZero();
        assertThat(out.toString()).containsPattern("archive +777600 .* 810d ");
    }

    private void whatAProducerSaysIsHarmless(KafkaProbe kafka, Deployment deployment, String conf) {
        String text = ForeignTexts.ALL;
        kafka.send(
                deployment.topic() + ".dead",
                text,
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of("dead-letter-reason", text, "dead-letter-message", text, "dead-letter-topic", text));
        assertThat(run("dead-letters", "-conf", conf)).isZero();
        ForeignTexts.assertHarmless(out.toString());
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(run("dead-letters", "-conf", conf, "--json")).isZero();
        ForeignTexts.assertHarmless(out.toString());
        JsonObject letter = new JsonObject(out.toString().lines().toList().get(1));
        assertThat(letter.getString("key")).isEqualTo(text.replace('\ud800', '?'));
        assertThat(run("dead-letters", "-conf", conf, "--letter", "0/1", "--resend"))
                .isOne();
        ForeignTexts.assertHarmless(err.toString());
    }

    @Test
    void whatIsWrongIsSaidInWords() {
        assertThat(run("replay", "-conf", "{}", "--from", "yesterday")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("wanted a time like", "found \"yesterday\""))
                .contains("Help: java -jar nudger-fat.jar replay --help");
        assertThat(run("replay", "-conf", "{}", "--from", "1h", "--to", "2h")).isEqualTo(2);
        assertThat(run("dead-letters", "-conf", "{}", "--reason", "odd")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason: wanted one of malformed, version", "found \"odd\"");
        String nowhere = new JsonObject()
                .put("roles", List.of("persister"))
                .put("postgres", new JsonObject().put("uri", "postgresql://127.0.0.1:" + FreePorts.next() + "/none"))
                .encode();
        assertThat(run("migrate", "-conf", nowhere)).isOne();
        assertThat(err.toString()).startsWith("postgres: ").contains("refused").doesNotContain("\tat ");
        assertThat(run("size", "-conf", nowhere)).isEqualTo(2);
        assertThat(err.toString()).contains("not the settings of a monitor");
        assertThat(run("size", "-conf", nowhere, "--zones", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--zones: wanted a whole number from 1 on, found 0");
    }

    private static CheckResult up() {
        Instant slot = Instant.now().minusSeconds(60);
        TargetInfo target = new TargetInfo("a", "http://localhost/", Duration.ofSeconds(10), Map.of(), null, "c");
        return new CheckResult(target, new Origin("test", "m"), slot, slot, Verdict.up(), Observation.NONE);
    }
}
