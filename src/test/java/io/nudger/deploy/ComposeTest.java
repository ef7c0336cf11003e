package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.DOCKER;
import static io.nudger.deploy.DeployFiles.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.nudger.deploy.ComposeFile.Service;
import io.nudger.testing.Services;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposeTest {
    /** Those of the Compose specification that are used here: a key that is not among them is a slip. */
    private static final Set<String> KEYS = Set.of(
            "cap_drop",
            "command",
            "depends_on",
            "env_file",
            "environment",
            "healthcheck",
            "hostname",
            "image",
            "mem_limit",
            "networks",
            "ports",
            "pull_policy",
            "read_only",
            "restart",
            "security_opt",
            "shm_size",
            "stop_grace_period",
            "tmpfs",
            "user",
            "volumes");

    private static final Pattern REQUIRED = Pattern.compile("\\$\\{(\\w+PASSWORD)");

    @Test
    void theTestsOnContainersUseTheSameImages() {
        assertThat(services()
                        .filter(service -> Set.of("kafka", "postgres").contains(service.name()))
                        .map(service -> service.content().get("image").getAsString()))
                .containsExactlyInAnyOrder(Services.KAFKA_IMAGE, Services.POSTGRES_IMAGE);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyKeyIsKnown(Service service) {
        assertThat(KEYS).containsAll(service.content().keySet());
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothingListensBeyondThisMachine(Service service) {
        assertThat(strings(service.content(), "ports"))
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void containersRunWithoutAnyPrivilege(Service service) {
        assertThat(strings(service.content(), "cap_drop")).containsExactly("ALL");
        assertThat(strings(service.content(), "security_opt")).containsExactly("no-new-privileges:true");
        // Kafka's start script writes into its own directories.
        assertThat(service.content().get("read_only").getAsBoolean())
                .isEqualTo(!service.name().equals("kafka"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatAServiceWaitsForCanCome(Service service) {
        if (service.content().get("depends_on") instanceof JsonObject dependencies) {
            for (String name : dependencies.keySet()) {
                JsonObject dependency =
                        service.file().content().getAsJsonObject("services").getAsJsonObject(name);
                String condition =
                        dependencies.getAsJsonObject(name).get("condition").getAsString();
                boolean possible =
                        switch (condition) {
                            case "service_healthy" -> dependency.has("healthcheck");
                            case "service_completed_successfully" ->
                                dependency.get("restart").getAsString().equals("no");
                            default -> false;
                        };
                assertThat(possible).as("%s: %s", name, condition).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatIsNamedIsThere(Service service) {
        Set<String> volumes = new TreeSet<>();
        for (String volume : strings(service.content(), "volumes")) {
            if (!volume.startsWith(".")) {
                volumes.add(volume.substring(0, volume.indexOf(':')));
            }
        }
        assertThat(service.file().declared("volumes")).containsAll(volumes);
        assertThat(service.file().declared("networks")).containsAll(strings(service.content(), "networks"));
        // What lies in the top directory is written by `make infra`.
        assertThat(service.binds().values())
                .filteredOn(path -> path.startsWith(DOCKER))
                .allSatisfy(path -> assertThat(path).exists());
    }

    @ParameterizedTest
    @MethodSource("services")
    void imagesAreOfOneVersion(Service service) {
        String image = service.content().get("image").getAsString();
        assertThat(image.endsWith(":latest}")).isEqualTo(service.isNudger());
        assertThat(image).contains(":");
    }

    @Test
    void theSampleNamesEveryPassword() {
        String compose = DeployFiles.text(DOCKER.resolve("compose.yaml"));
        Set<String> passwords = new TreeSet<>();
        REQUIRED.matcher(compose).results().forEach(match -> passwords.add(match.group(1)));
        List<String> sample = DeployFiles.text(DOCKER.resolve(".env.sample"))
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertThat(sample).containsExactlyInAnyOrderElementsOf(passwords);
    }

    @Test
    void theImageHoldsWhatItIsMadeOf() {
        Path dockerfile = DOCKER.resolve("Dockerfile");
        List<String> copied = Pattern.compile("^COPY ([^-].*) \\S+$", Pattern.MULTILINE)
                .matcher(DeployFiles.text(dockerfile))
                .results()
                .flatMap(match -> Stream.of(match.group(1).split(" ", -1)))
                .toList();
        List<String> sent = DeployFiles.text(Path.of(".dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(sent).hasSameElementsAs(copied);
    }

    @Test
    void theImageIsTrainedBesideTheSameBroker() {
        String dockerfile = DeployFiles.text(DOCKER.resolve("Dockerfile"));
        Matcher broker = Pattern.compile("--from=(apache/kafka:\\S+)").matcher(dockerfile);
        assertThat(broker.find()).isTrue();
        assertThat(DeployFiles.text(DOCKER.resolve("compose.yaml"))).contains("image: " + broker.group(1) + "\n");
    }

    static Stream<Service> services() {
        return ComposeFile.ALL.stream().flatMap(file -> file.services().stream());
    }
}
