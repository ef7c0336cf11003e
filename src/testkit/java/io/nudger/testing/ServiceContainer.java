package io.nudger.testing;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of one service. Its port on this machine is fixed, so that it comes back where it was, which Docker does not
 * promise for a port that it chooses itself.
 */
final class ServiceContainer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final GenericContainer<?> container;
    private final ThrowingRunnable question;

    /**
     * Starts it, and waits until it answers.
     *
     * @param port on 127.0.0.1
     * @param containerPort the same in the container
     * @param question fails as long as the service does not answer
     */
    ServiceContainer(
            String image, int port, int containerPort, Map<String, String> environment, ThrowingRunnable question) {
        this.question = question;
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv(environment)
                .waitingFor(new NoWait());
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + containerPort));
        container.start();
        awaitAnswer();
    }

    void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        awaitAnswer();
    }

    void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    void unpause() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    /** Removes it with its data. */
    @Override
    public void close() {
        container.close();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private void awaitAnswer() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            try {
                question.run();
            } catch (Throwable notYet) {
                throw new AssertionError(container.getDockerImageName() + " does not answer", notYet);
            }
        });
    }

    /** The service is asked itself, at each start and not only at the first. */
    private static final class NoWait implements WaitStrategy {
        @Override
        public void waitUntilReady(WaitStrategyTarget target) {
            // See awaitAnswer.
        }

        @Override
        public WaitStrategy withStartupTimeout(Duration timeout) {
            return this;
        }
    }
}
