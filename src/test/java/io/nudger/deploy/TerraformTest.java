package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.TERRAFORM;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing here needs a provider, so nothing here needs the network. */
class TerraformTest {
    @TempDir
    static Path data;

    @BeforeAll
    static void terraformIsInstalled() {
        Assumptions.assumeTrue(Tool.isOnPath("terraform"), "terraform checks the format and runs the modules' tests");
    }

    @Test
    void isFormatted() throws Exception {
        assertThat(terraform(TERRAFORM, "fmt", "-check", "-recursive", "-diff")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "env"})
    void theModulePassesItsOwnTests(String module) throws Exception {
        Path directory = TERRAFORM.resolve("modules").resolve(module);
        assertThat(terraform(directory, "init", "-backend=false", "-input=false", "-no-color"))
                .contains("successfully initialized");
        assertThat(terraform(directory, "test", "-no-color")).contains("Success!");
    }

    private static String terraform(Path directory, String... arguments) throws Exception {
        Map<String, String> apart = Map.of(
                "TF_DATA_DIR", data.resolve(directory.getFileName()).toString(),
                "TF_CLI_CONFIG_FILE", "/dev/null",
                "CHECKPOINT_DISABLE", "1");
        String[] command = Stream.concat(Stream.of("terraform"), List.of(arguments).stream())
                .toArray(String[]::new);
        return Tool.run(directory, apart, command);
    }
}
