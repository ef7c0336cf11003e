package io.nudger;

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
 * itself closes all verticles at once, which would take the publisher away from under the last results. It may be told to
 * stop from another thread while it starts.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Vertx vertx;
    private final Deque<List<String>> stages = new ConcurrentLinkedDeque<>();

    Lifecycle(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Deploys these side by side; completes when all of them have started, fails with the first that cannot. */
    Future<Void> startStage(List<? extends Deployable> verticles) {
        List<Future<String>> deployments =
                verticles.stream().map(vertx::deployVerticle).toList();
        return Future.join(deployments).transform(joined -> {
            stages.push(deployments.stream()
                    .filter(Future::succeeded)
                    .map(Future::result)
                    .toList());
            return joined.succeeded() ? Future.succeededFuture() : Future.failedFuture(joined.cause());
        });
    }

    /** Stops the stages in reverse, then Vert.x itself. A stage that fails to stop is logged and does not stop the rest. */
    Future<Void> stop() {
        Future<Void> stopped = Future.succeededFuture();
        while (!stages.isEmpty()) {
            List<String> stage = stages.pop();
            stopped = stopped.eventually(() -> undeploy(stage));
        }
        return stopped.eventually(vertx::close);
    }

    private Future<?> undeploy(List<String> deployments) {
        return Future.join(deployments.stream().map(vertx::undeploy).toList())
                .onFailure(cause -> LOG.warn("a part did not stop cleanly: {}", cause.getMessage()));
    }
}
