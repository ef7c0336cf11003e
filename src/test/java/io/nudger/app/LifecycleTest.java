package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Lifecycle lifecycle = new Lifecycle(vertx);

    @Test
    void stagesStopInReverseAndWaitForEachOther() {
        lifecycle.startStage(List.of(new Part("web"))).await();
        lifecycle.startStage(List.of(new Part("publisher"))).await();
        lifecycle.startStage(List.of(new Part("probes"))).await();

        lifecycle.stop().await();

        assertThat(events)
                .containsExactly(
                        "probes stopping",
                        "probes stopped",
                        "publisher stopping",
                        "publisher stopped",
                        "web stopping",
                        "web stopped");
    }

    @Test
    void aPartThatFailsToStopDoesNotKeepTheOthersFromStopping() {
        lifecycle.startStage(List.of(new Part("web"))).await();
        lifecycle
                .startStage(List.of(new Part("broken") {
                    @Override
                    public Future<?> stop() {
                        return Future.failedFuture("stuck");
                    }
                }))
                .await();

        lifecycle.stop().await();

        assertThat(events).containsExactly("web stopping", "web stopped");
    }

    @Test
    void whatStartedBesideAFailureIsStoppedToo() {
        Future<Void> started = lifecycle.startStage(List.of(new Part("good"), new Part("bad") {
            @Override
            public Future<?> start() {
                return Future.failedFuture("no port");
            }
        }));

        assertThatThrownBy(started::await).hasMessage("no port");
        lifecycle.stop().await();
        assertThat(events).containsExactly("good stopping", "good stopped");
    }

    private class Part extends VerticleBase {
        private final String name;

        Part(String name) {
            this.name = name;
        }

        @Override
        public Future<?> stop() throws Exception {
            events.add(name + " stopping");
            return vertx.timer(50).onSuccess(none -> events.add(name + " stopped"));
        }
    }
}
