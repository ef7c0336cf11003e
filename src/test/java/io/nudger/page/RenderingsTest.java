package io.nudger.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.query.Catalog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RenderingsTest {
    private final Renderings renderings = new Renderings();
    private final List<Promise<Rendered>> begun = new ArrayList<>();

    private static Model model(long version) {
        return new Model(
                version,
                Instant.EPOCH,
                false,
                true,
                Catalog.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of());
    }

    private void look(int version) {
        assertThat(get(version)).isNotNull();
    }

    private void renew(int version) {
        assertThat(renderings.renew(model(version))).isNotNull();
    }

    private Future<Rendered> get(int version) {
        return renderings.get("overview", model(version), this::render);
    }

    private Future<Rendered> render(Model model) {
        Promise<Rendered> promise = Promise.promise();
        begun.add(promise);
        return promise.future();
    }

    private void finish(int rendering, String text) {
        begun.get(rendering).complete(Reply.rendered("text/plain", text));
    }

    private String text(int version) {
        return get(version).result().plain().toString();
    }

    @Test
    void nobodyWaitsWhileWhatTheyLookAtIsRenderedAnew() {
        assertThat(get(1).isComplete()).as("the first visitor waits").isFalse();
        finish(0, "one");
        Future<Void> renewed = renderings.renew(model(2));
        assertThat(text(2)).isEqualTo("one");
        assertThat(renewed.isComplete()).isFalse();
        finish(1, "two");
        assertThat(renewed.isComplete()).isTrue();
        assertThat(text(2)).isEqualTo("two");
        assertThat(begun).as("once for each model").hasSize(2);
    }

    /** By other names of the host, for example: what is asked for all the while stays. */
    @Test
    void renderingsTakeSoMuchMemoryAndNoMore() {
        String large = "x".repeat(1 << 20);
        look(1);
        finish(0, large);
        for (int i = 1; i <= 100; i++) {
            assertThat(renderings.get("host " + i, model(1), this::render)).isNotNull();
            finish(i, large);
            assertThat(text(1)).hasSize(large.length());
        }
        assertThat(renderings.bytes()).isBetween(Renderings.MAX_BYTES / 2, Renderings.MAX_BYTES);
        assertThat(begun).as("what is asked for all the while is rendered once").hasSize(101);
    }

    @Test
    void whatNobodyLooksAtIsNotRenderedUntilSomebodyDoes() {
        look(1);
        finish(0, "one");
        renew(2);
        finish(1, "two");
        assertThat(renderings.renew(model(3)).isComplete()).isTrue();
        assertThat(begun).hasSize(2);
        assertThat(get(3).isComplete())
                .as("an old page is not shown as the present one")
                .isFalse();
        finish(2, "three");
        assertThat(text(3)).isEqualTo("three");
    }

    @Test
    void anOlderRenderingThatTakesLongerReplacesNoNewerOne() {
        look(1);
        finish(0, "one");
        renew(2);
        look(2);
        renew(3);
        finish(2, "three");
        finish(1, "two");
        assertThat(text(3)).isEqualTo("three");
    }

    @Test
    void oneThatFailsIsRenderedAgain() {
        look(1);
        finish(0, "one");
        Future<Void> renewed = renderings.renew(model(2));
        begun.get(1).fail("on purpose");
        assertThat(renewed.succeeded())
                .as("those who listen are told all the same")
                .isTrue();
        assertThat(get(2).isComplete()).isFalse();
        finish(2, "two");
        assertThat(text(2)).isEqualTo("two");
    }
}
