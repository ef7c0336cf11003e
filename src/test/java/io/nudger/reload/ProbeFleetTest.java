package io.nudger.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.HttpCheck;
import io.nudger.check.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class ProbeFleetTest {
    /** As many batches as a million targets have. */
    private static final int BATCHES = 10_000;

    @Test
    void beginsAndEndsHoweverManyBatchesThereAre(Vertx vertx) throws Exception {
        Context context = vertx.getOrCreateContext();
        ProbeFleet fleet = new ProbeFleet(vertx, context, target -> new VerticleBase() {}, 1);
        List<Target> targets =
                IntStream.range(0, BATCHES).mapToObj(ProbeFleetTest::target).toList();

        on(context, () -> fleet.apply(new TargetChanges(targets, List.of(), List.of(), 0)));
        assertThat(fleet.size()).isEqualTo(BATCHES);

        on(context, fleet::drain);
        assertThat(fleet.size()).isZero();
    }

    private static void on(Context context, Supplier<Future<Void>> action) throws Exception {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(entered -> action.get().onComplete(promise));
        promise.future().await(1, TimeUnit.MINUTES);
    }

    private static Target target(int number) {
        return new Target(
                "t" + number,
                URI.create("http://localhost/"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                HttpCheck.DEFAULT,
                Map.of(),
                true);
    }
}
