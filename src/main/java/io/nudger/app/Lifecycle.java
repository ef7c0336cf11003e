package io.nudger.app;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts verticles stage by stage and stops them in reverse, each stage only when the one before is through. Vert.x
 * itself closes all verticles at once, which would take the publisher away from under the last results. Stages may start
 * side by side; what counts for the stop is the order in which they were begun. It may be asked to stop from another
 * thread while it starts.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    private final Vertx vertx;
    private final Deque<List<Future<String>>> stages = new ConcurrentLinkedDeque<>();

    Lifecycle(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Deploys these side by side; completes when all of them have started, fails with the first that cannot. */
    Future<Void> startStage(List<? extends Deployable> verticles) {
        List<Future<String>> stage =
                verticles.stream().map(vertx::deployVerticle).toList();
        stages.push(stage);
        return Future.join(stage).mapEmpty();
    }

    /** Stops the stages in reverse, then Vert.x itself. A stage that fails to stop is logged and does not stop the rest. */
    Future<Void> stop() {
        Future<Void> stopped = Future.succeededFuture();
        while (!stages.isEmpty()) {
            List<Future<String>> stage = stages.pop();
            stopped = stopped.eventually(() -> undeploy(stage));
        }
        return stopped.eventually(vertx::close);
    }

    /** What is starting starts before it stops; what could not start is gone already. */
    private Future<?> undeploy(List<Future<String>> stage) {
        return Future.join(stage)
                .transform(settled -> Future.join(stage.stream()
                        .filter(Future::succeeded)
                        .map(started -> vertx.undeploy(started.result()))
                        .toList()))
                .onFailure(cause -> LOG.warn("part did not stop cleanly reason=\"{}\"", cause.getMessage()));
    }
}
