package io.nudger.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentTest {
    @Test
    void variablesAreThoseOfTheProcessAndThisMachineHasAName() {
        Environment environment = Environment.ofProcess();

        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            assertThat(environment.get(variable.getKey())).isEqualTo(variable.getValue());
        }
        assertThat(environment.get("HOSTNAME")).isNotBlank();
        assertThat(environment.get("NUDGER_NEVER_HEARD_OF")).isNull();
    }
}
