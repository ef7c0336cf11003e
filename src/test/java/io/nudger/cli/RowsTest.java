package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowsTest {
    private static final List<JsonObject> ROWS = List.of(
            JsonObject.of("target", "shop", "zones_down", JsonArray.of("eu", "us"), "zones_up", JsonArray.of()),
            JsonObject.of("target", "a\u001b[2J", "zones_down", JsonArray.of("eu")));

    @Test
    void peopleReadColumnsAndProgramsJson() {
        assertThat(print(false).lines().map(line -> line.split("  +")))
                .containsExactly(
                        new String[] {"target", "zones up", "zones down"},
                        new String[] {"shop", "-", "eu, us"},
                        new String[] {"a [2J", "-", "eu"});
        assertThat(print(true).lines().map(JsonObject::new)).containsExactlyElementsOf(ROWS);
    }

    private static String print(boolean json) {
        StringWriter out = new StringWriter();
        Rows.print(new PrintWriter(out), ROWS, json, "target", "zones_up", "zones_down");
        return out.toString();
    }
}
