package io.nudger.share;

import io.nudger.check.Shares;
import io.nudger.kafka.KafkaClients;
import io.nudger.support.Backoff;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a monitor in the group of its zone's monitors, on a thread of its own: a group wants to be asked often, whatever the
 * event loops do. A {@link Session} that fails is followed by another; what is checked stays as it is until that one knows
 * better.
 */
final class Membership implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.shares");
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 100;

    private final Member member;
    private final KafkaClients clients;
    private final Supplier<Future<Void>> topic;
    private final Watermarks watermarks = new Watermarks();
    private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, new SplittableRandom());
    private final Dependency group =
            new Dependency(LOG, "group of the zone", "the targets that are checked here stay as they are");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Promise<Void> ended = Promise.promise();

    private Shares held = Shares.none(1);
    private volatile @Nullable Session session;
    private volatile @Nullable String trouble;
    private boolean isTried;

    /**
     * @param topic makes the topic, if it is missing; asked before each session
     */
    Membership(Member member, KafkaClients clients, Supplier<Future<Void>> topic) {
        this.member = member;
        this.clients = clients;
        this.topic = topic;
    }

    /** Begins, on its own thread. */
    Membership start() {
        Thread thread = new Thread(this, "nudger-shares");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Gives all shares up in order, and leaves the group. */
    Future<Void> stop() {
        stop.countDown();
        return ended.future();
    }

    /** What is known of all members. */
    Watermarks watermarks() {
        return watermarks;
    }

    /** What is checked here. Safe for any thread. */
    Shares held() {
        Session now = session;
        return now == null ? Shares.none(1) : now.held();
    }

    /** Whether the group has given shares to this monitor, be it none. Safe for any thread. */
    boolean hasJoined() {
        Session now = session;
        return now != null && now.hasJoined();
    }

    /** What is wrong; null when nothing is. Safe for any thread. */
    @Nullable String trouble() {
        return trouble;
    }

    @Override
    public void run() {
        while (!isStopping()) {
            try {
                awaitTopic();
                session();
                works();
            } catch (KafkaException | MissingTopicException e) {
                group.fails(describe(e));
                trouble = group.trouble();
                pause(backoff.nextMillis());
            } catch (RuntimeException e) {
                LOG.error("defect of nudger; the membership begins anew", e);
                pause(LONGEST_WAIT.toMillis());
            }
        }
        ended.complete();
    }

    private void awaitTopic() {
        Future<Void> made = topic.get();
        while (!isStopping() && !made.isComplete()) {
            pause(LOOK_MILLIS);
        }
    }

    private void session() {
        if (isStopping()) {
            return;
        }
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(clients.member(properties()));
        Session now = new Session(member, consumer, watermarks, held);
        try {
            awaitTrial(now);
            session = now;
            now.run(() -> {
                if (now.hasJoined()) {
                    works();
                }
                return isStopping();
            });
        } finally {
            held = now.held();
            now.abandon();
            consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        }
    }

    /**
     * While others own shares, a process that has just begun does not take any from them: one that crashes in a loop would
     * have them move again and again.
     */
    private void awaitTrial(Session now) {
        while (!isTried && !isStopping()) {
            long rest = member.settings().sessionTimeout().toMillis()
                    - ManagementFactory.getRuntimeMXBean().getUptime();
            isTried = rest <= 0 || (now.look() && !watermarks.hasOthers(member.monitor(), now.nowMicros()));
            if (!isTried) {
                pause(Math.min(rest, LOOK_MILLIS));
            }
        }
    }

    private void works() {
        group.works();
        trouble = null;
        backoff.reset();
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void pause(long millis) {
        try {
            boolean ignored = stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private String describe(RuntimeException e) {
        return e instanceof MissingTopicException ? String.valueOf(e.getMessage()) : clients.describe(e);
    }

    /**
     * The newer protocol of groups takes 44 s to notice that a member was killed, on a broker as it comes, and static members
     * do not leave when they stop.
     */
    private Map<String, String> properties() {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                member.group(),
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Long.toString(member.settings().sessionTimeout().toMillis()),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Long.toString(member.settings().heartbeat().toMillis()),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                "60000",
                // So long the leader of the group takes to see that the topic has more partitions.
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                "10000",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                "false");
    }
}
