package io.nudger.share;

import static java.util.stream.Collectors.toCollection;

import io.nudger.bus.ShareAccounts;
import io.nudger.check.Micros;
import io.nudger.check.Shares;
import io.nudger.share.ShareMetrics.Direction;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one consumer in the group of a zone's monitors. Its partitions are shares: what is assigned is checked, what
 * is revoked is accounted for first, and once a second it commits how far each share is accounted for. It reads nothing: the
 * topic is empty. As long as the group cannot be reached, what is checked stays as it is. Belongs to one thread.
 */
final class Session implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.shares");
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration COMMIT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(3);
    /** Of a question to the broker, which is asked again. */
    private static final Duration ASK_LIMIT = Duration.ofMillis(500);
    /** A check in flight ends within 2 seconds, or is cut short; of very many, the last one is asked a little later. */
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    /** A process that stops has ten seconds for everything. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

    private static final Duration ACKNOWLEDGE_LIMIT = Duration.ofMillis(500);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Member member;
    private final Consumer<?, ?> consumer;
    private final Watermarks watermarks;

    /** The shares that are assigned. */
    private final SortedSet<Integer> owned = new TreeSet<>();
    /** Those of them whose targets have all begun. */
    private final Set<Integer> settled = new HashSet<>();
    /** What is checked here, or is about to be; from an earlier session at first. Read by other threads. */
    private volatile Shares held;

    private Future<Void> taking = Future.succeededFuture();
    private boolean isTaking;
    private volatile boolean hasJoined;
    private boolean isCommitting;
    private boolean isOver;
    private long nextCommit;
    private long nextLook;

    Session(Member member, Consumer<?, ?> consumer, Watermarks watermarks, Shares held) {
        this.member = member;
        this.consumer = consumer;
        this.watermarks = watermarks;
        this.held = held;
    }

    /** Goes on until it is to stop, and gives all shares up then; throws what the consumer throws. */
    void run(BooleanSupplier stopping) {
        nextCommit = member.clock().monotonicTime();
        nextLook = nextCommit;
        consumer.subscribe(List.of(member.settings().topic()), this);
        while (!stopping.getAsBoolean()) {
            consumer.poll(POLL);
            take();
            long now = member.clock().monotonicTime();
            if (now - nextCommit >= 0) {
                nextCommit = now + COMMIT.toNanos();
                commit();
            }
            if (now - nextLook >= 0) {
                boolean later = !look();
                LOG.debug("watermarks of the zone {}", later ? "not read" : "read");
            }
        }
        isOver = true;
        give(new TreeSet<>(held.owned()));
    }

    /** What the consumer says from now on is of no interest: what is checked stays as it is. */
    void abandon() {
        isOver = true;
    }

    Shares held() {
        return held;
    }

    /** Whether the group has given this member its shares, be it none. */
    boolean hasJoined() {
        return hasJoined;
    }

    /** Reads how far all shares are accounted for; whether that was possible. */
    boolean look() {
        nextLook = member.clock().monotonicTime() + LOOK.toNanos();
        try {
            Set<TopicPartition> all =
                    IntStream.range(0, count()).mapToObj(this::partition).collect(toCollection(HashSet::new));
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(all, ASK_LIMIT);
            watermarks.learn(committed.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .map(entry -> Watermark.of(
                            entry.getKey().partition(), entry.getValue().metadata()))
                    .filter(found -> found != null)
                    .toList());
            return !all.isEmpty();
        } catch (RetriableException later) {
            return false;
        }
    }

    /** How many shares there are, by what the client knows of the topic; 0 when it is gone, -1 when nobody answers. */
    private int count() {
        try {
            return consumer.partitionsFor(member.settings().topic(), ASK_LIMIT).size();
        } catch (UnknownTopicOrPartitionException gone) {
            return 0;
        } catch (RetriableException unknown) {
            return -1;
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (isOver) {
            return;
        }
        hasJoined = true;
        owned.addAll(numbers(partitions));
        consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (isOver || partitions.isEmpty()) {
            return;
        }
        SortedSet<Integer> given = numbers(partitions);
        owned.removeAll(given);
        if (count() <= 0) {
            // Somebody has deleted the topic: there is nobody to give them to.
            settled.removeAll(given);
            return;
        }
        give(given);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        SortedSet<Integer> lost = numbers(partitions);
        if (isOver || lost.isEmpty()) {
            return;
        }
        LOG.warn(
                "shares lost shares={}; this monitor did not answer for a while, and another has taken them",
                Shares.format(lost));
        owned.removeAll(lost);
        settled.removeAll(lost);
        held = without(lost);
        member.metrics().moved(Direction.LOST, lost.size());
        member.checks().own(held).onFailure(Session::logFailure);
    }

    /** Has the targets of what is assigned checked, as soon as it is known where they were left. */
    private void take() {
        if (!hasJoined || !taking.isComplete()) {
            return;
        }
        settle();
        int count = count();
        if (count == 0) {
            throw new MissingTopicException(member.settings().topic());
        }
        Shares wanted = count < 0 ? held : Shares.of(count, owned);
        if (wanted.equals(held) || !look()) {
            return;
        }
        member.accounts().goOnFrom(watermarks::accountedUntil);
        settled.retainAll(wanted.count() == held.count() ? wanted.owned() : Set.of());
        SortedSet<Integer> news = new TreeSet<>(wanted.owned());
        if (wanted.count() == held.count()) {
            news.removeAll(held.owned());
        }
        Long left = watermarks.earliest(Shares.of(count, news));
        held = wanted;
        isTaking = true;
        taking = member.checks().own(wanted).onFailure(Session::logFailure).onSuccess(done -> took(news, left));
    }

    /** On the thread of the checks. */
    private void took(SortedSet<Integer> news, @Nullable Long left) {
        Duration time = left == null ? null : Micros.toDuration(nowMicros() - left);
        if (news.isEmpty()) {
            return;
        }
        LOG.info(
                "shares taken shares={} after={}",
                Shares.format(news),
                time == null ? "unknown" : time.toMillis() + "ms");
        member.metrics().moved(Direction.TAKEN, news.size());
        if (time != null) {
            member.metrics().took(Direction.TAKEN, time);
        }
    }

    /** What was to be taken is, and its accounts can be written down. */
    private void settle() {
        if (taking.isComplete()) {
            nextCommit = isTaking ? member.clock().monotonicTime() : nextCommit;
            isTaking = false;
            settled.clear();
            settled.addAll(held.owned());
            settled.retainAll(owned);
        }
    }

    /** Ends the checks of these shares, waits until Kafka has their results, and writes down how far they are. */
    private void give(SortedSet<Integer> given) {
        long begun = System.nanoTime();
        Shares rest = without(given);
        Shares gone = Shares.of(held.count(), difference(held.owned(), rest.owned()));
        if (gone.owned().isEmpty()) {
            return;
        }
        long until;
        try {
            until = member.checks()
                    .give(rest)
                    .await((isOver ? STOP_LIMIT : END_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | RuntimeException e) {
            LOG.warn("checks of shares did not end shares={} reason=\"{}\"", Shares.format(given), e.toString());
            until = Long.MIN_VALUE;
        }
        held = rest;
        settle();
        long deadline = System.nanoTime() + ACKNOWLEDGE_LIMIT.toNanos();
        while (!member.accounts().isAcknowledged(gone) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        boolean isWritten = until != Long.MIN_VALUE && release(gone, until);
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        LOG.info(
                "shares given up shares={} after={}ms accounted={}",
                Shares.format(gone.owned()),
                time.toMillis(),
                isWritten);
        member.metrics().moved(Direction.GIVEN, gone.owned().size());
        member.metrics().took(Direction.GIVEN, time);
        show(member.accounts().accounts(held.count(), nowMicros()));
    }

    private boolean release(Shares gone, long until) {
        List<ShareAccounts.Account> accounts = member.accounts().accounts(gone.count(), until);
        if (accounts == null || gone.owned().isEmpty()) {
            return false;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(gone.owned(), accounts, gone.count(), true);
        long deadline = System.nanoTime() + ACKNOWLEDGE_LIMIT.toNanos();
        while (true) {
            try {
                consumer.commitSync(offsets, ASK_LIMIT);
                return true;
            } catch (RebalanceInProgressException e) {
                if (!isOver || System.nanoTime() - deadline > 0) {
                    return false;
                }
                // Others leave at the same moment: the group takes the commit when all have been heard.
                consumer.poll(POLL);
            } catch (KafkaException e) {
                LOG.debug("watermarks not committed reason=\"{}\"", e.toString());
                return false;
            }
        }
    }

    /** Writes down how far the shares are accounted for; if it cannot be written, the next time it will be. */
    private void commit() {
        List<ShareAccounts.Account> accounts = member.accounts().accounts(held.count(), nowMicros());
        show(accounts);
        if (accounts == null || settled.isEmpty() || isCommitting) {
            return;
        }
        isCommitting = true;
        consumer.commitAsync(offsets(settled, accounts, held.count(), false), (committed, failure) -> {
            isCommitting = false;
            if (failure != null) {
                LOG.debug("watermarks not committed reason=\"{}\"", failure.toString());
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(
            Collection<Integer> shares, List<ShareAccounts.Account> accounts, int count, boolean released) {
        long now = nowMicros();
        String targets = targets();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int share : shares) {
            ShareAccounts.Account account = accounts.get(share);
            Watermark watermark = new Watermark(
                    share, count, account.until(), now, targets, member.monitor(), account.checksPerSecond(), released);
            watermarks.learn(List.of(watermark));
            offsets.put(partition(share), new OffsetAndMetadata(0, watermark.toJson()));
        }
        return offsets;
    }

    private void show(@Nullable List<ShareAccounts.Account> accounts) {
        if (accounts == null) {
            return;
        }
        member.metrics()
                .owned(
                        held.owned().size(),
                        accounts.stream()
                                .mapToInt(ShareAccounts.Account::targets)
                                .sum(),
                        accounts.stream()
                                .mapToDouble(ShareAccounts.Account::checksPerSecond)
                                .sum());
    }

    String targets() {
        return Long.toHexString(member.checks().fingerprint());
    }

    long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(member.clock().wallTime());
    }

    private Shares without(Collection<Integer> gone) {
        return Shares.of(held.count(), difference(held.owned(), gone));
    }

    private static SortedSet<Integer> difference(Collection<Integer> all, Collection<Integer> less) {
        SortedSet<Integer> rest = new TreeSet<>(all);
        rest.removeAll(less);
        return rest;
    }

    private TopicPartition partition(int share) {
        return new TopicPartition(member.settings().topic(), share);
    }

    private static SortedSet<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(toCollection(TreeSet::new));
    }

    private static void logFailure(Throwable failure) {
        LOG.warn("shares not followed in full reason=\"{}\"", failure.getMessage());
    }
}
