package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Deployment;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands by which people say what holds notices, as they type them. */
@Tag("services")
final class StateCommandsTest extends TypedCommands {
    private String conf = "";
    private Deployment deployment;

    @BeforeEach
    void migrate(@TempDir Path directory) {
        deployment = Deployment.onSharedServices(directory);
        conf = deployment.settings("alerter").encode();
        assertThat(run("migrate", "-conf", conf)).isZero();
    }

    @Test
    void aSilenceIsBegunListedAndEnded() {
        assertThat(run("silence", "-conf", conf, "--match", "team=web,name=shop*", "--for", "2h", "--by", "me"))
                .isZero();
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).startsWith("id  targets ");
        assertThat(lines().get(1)).matches("1 +team=web,name=shop\\* +20.*Z +20.*Z +me +-");
        assertThat(run("silence", "-conf", conf, "--match", "group=pay", "--for", "1d", "--note", "deploy"))
                .isZero();

        assertThat(run("silence", "-conf", conf, "--list")).isZero();
        assertThat(lines()).hasSize(3).last().asString().contains("group=pay", "deploy");

        assertThat(run("silence", "-conf", conf, "--end", "1")).isZero();
        assertThat(run("silence", "-conf", conf, "--list")).isZero();
        assertThat(lines()).hasSize(2).last().asString().startsWith("2 ");
        assertThat(run("silence", "-conf", conf, "--end", "1")).isOne();
        assertThat(err.toString()).contains("no silence with this number holds");
    }

    @Test
    void aMaintenanceIsAnnouncedListedAndEnded() {
        assertThat(run(
                        "maintenance",
                        "add",
                        "-conf",
                        conf,
                        "move",
                        "--match",
                        "name=shop*,name=cart",
                        "--from",
                        "2099-12-24T19:00:00Z",
                        "--for",
                        "3h"))
                .isZero();
        assertThat(lines().get(1))
                .matches("1 +move +name=shop\\*,name=cart +2099-12-24T19:00:00Z +2099-12-24T22:00:00Z +false .*");
        deployment
                .database()
                .execute("INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source) VALUES"
                        + " ('nightly', '{\"named_by_targets\": true}', now(), now() + interval '1 hour', false, 'file'),"
                        + " ('all', '{}', now(), now() + interval '1 hour', false, 'file'),"
                        + " ('eu', '{\"zones\": [\"eu\"]}', now(), now() + interval '1 hour', false, 'file')");

        assertThat(run("maintenance", "list", "-conf", conf)).isZero();
        assertThat(lines()).hasSize(5);
        assertThat(out.toString())
                .containsPattern("nightly +those that name it ")
                .containsPattern("all +all ");
        assertThat(out.toString()).containsPattern("eu +zone=eu ").doesNotContain("{");

        assertThat(run("maintenance", "end", "-conf", conf, "1")).isZero();
        assertThat(run("maintenance", "end", "-conf", conf, "1")).isOne();
        assertThat(err.toString()).contains("no maintenance with this number");
        assertThat(run("maintenance", "list", "-conf", conf)).isZero();
        assertThat(out.toString()).doesNotContain("move");
    }

    @Test
    void whatIsWrongIsSaidInWords() {
        assertThat(run("ack", "-conf", conf, "shop")).isOne();
        assertThat(err.toString()).contains("no outage of this target goes on");
        assertThat(run("silence", "-conf", conf, "--match", "web", "--for", "2h"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--match: wanted KEY=VALUE, such as team=web, found \"web\"");
        assertThat(run("silence", "-conf", conf, "--match", "team=web", "--for", "soon"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("found \"soon\"");
        assertThat(run("maintenance", "-conf", conf)).isEqualTo(2);
        String monitor = new JsonObject()
                .put("roles", List.of("monitor"))
                .put("targets", List.of())
                .encode();
        assertThat(run("silence", "-conf", monitor, "--list")).isNotZero();
        assertThat(err.toString()).isNotEmpty().doesNotContain("\tat ");
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }
}
