package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.DOCKER;
import static io.nudger.deploy.DeployFiles.objects;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {
    private static final int COLUMNS = 24;

    @Test
    void eachHasANameOfItsOwn() {
        assertThat(Dashboard.ALL)
                .isNotEmpty()
                .extracting(dashboard -> dashboard.content().get("uid").getAsString())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAsksADataSourceThatIsProvisioned(Dashboard dashboard) {
        JsonObject sources = DeployFiles.yaml(DOCKER.resolve("grafana/provisioning/datasources/nudger.yaml"));
        List<String> provisioned = objects(sources, "datasources").stream()
                .map(source -> source.get("type").getAsString() + " "
                        + source.get("uid").getAsString())
                .toList();
        assertThat(dashboard.panels()).isNotEmpty().allSatisfy(panel -> {
            assertThat(objects(panel, "targets")).isNotEmpty();
            JsonObject source = panel.getAsJsonObject("datasource");
            assertThat(provisioned)
                    .contains(source.get("type").getAsString() + " "
                            + source.get("uid").getAsString());
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void noPanelCoversAnother(Dashboard dashboard) {
        boolean[][] covered = new boolean[200][COLUMNS];
        for (JsonObject panel : dashboard.panels()) {
            JsonObject position = panel.getAsJsonObject("gridPos");
            int x = position.get("x").getAsInt();
            int y = position.get("y").getAsInt();
            for (int row = y; row < y + position.get("h").getAsInt(); row++) {
                for (int column = x; column < x + position.get("w").getAsInt(); column++) {
                    assertThat(covered[row][column])
                            .as("%s", panel.get("title"))
                            .isFalse();
                    covered[row][column] = true;
                }
            }
        }
    }

    static Stream<Dashboard> dashboards() {
        return Dashboard.ALL.stream();
    }
}
