package io.nudger.probe;

import static java.util.Objects.requireNonNullElse;

import io.nudger.config.CheckSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets as many checks run at the same time as the monitor, and each host, can bear; the others wait in the order in which
 * they came. A check passes its host first and the monitor last, so that one that waits for its host holds nobody else up.
 *
 * <p>TLS starts slowly. A handshake takes a new Java process many times what it takes later, and all that begin at once
 * share the processor until none of them is done in time. So only a few https checks may be in their beginnings at first,
 * and one more with each that got through them, until the bound of the monitor is the only one.
 *
 * <p>Serves all event loops.
 */
final class CheckLimiter {
    /**
     * How long an https check counts as beginning. If it still shakes hands then, it waits for its server rather than for
     * the processor: a few dead sites must not hold up the others.
     */
    static final long BEGINNING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int FIRST_HANDSHAKES = 4;

    private final CheckSettings settings;
    private final PermitQueue monitor;
    private final PermitQueue handshakes;
    private final Map<String, PermitQueue> hosts = new HashMap<>();
    private int waiting;

    CheckLimiter(CheckSettings settings) {
        this.settings = settings;
        this.monitor = new PermitQueue(
                settings.maxInFlight(), "other checks (checks.max_in_flight is " + settings.maxInFlight() + ")");
        this.handshakes = new PermitQueue(
                Math.min(FIRST_HANDSHAKES, settings.maxInFlight()),
                "other https checks that were just beginning (the monitor is new, and warms up)");
    }

    /**
     * Asks to let a check of this URL begin. The pass that is returned must be left, whether it ever opened or not.
     *
     * @param onOpen called when the pass opens, if it is not open at once; on any thread, and must do no more than pass it on
     */
    synchronized Pass ask(URI url, Consumer<Pass> onOpen) {
        boolean paced = "https".equalsIgnoreCase(url.getScheme()) && handshakes.capacity < settings.maxInFlight();
        Pass pass = new Pass(hostOf(url), paced, onOpen);
        pass.advance();
        if (!pass.passedAll()) {
            waiting++;
        }
        return pass;
    }

    /** How many checks wait. */
    synchronized int waiting() {
        return waiting;
    }

    private static String hostOf(URI url) {
        // Java finds no host in an authority that holds an underscore.
        return requireNonNullElse(url.getHost(), String.valueOf(url.getRawAuthority()))
                .toLowerCase(Locale.ROOT);
    }

    private PermitQueue queueOf(String host) {
        return hosts.computeIfAbsent(
                host,
                name -> new PermitQueue(
                        settings.maxPerHost(),
                        "other checks of " + name + " (checks.max_per_host is " + settings.maxPerHost() + ")"));
    }

    /** Counts who is inside, and queues who is not. */
    private static final class PermitQueue {
        private final String crowd;
        private final Set<Pass> queue = new LinkedHashSet<>();
        private int capacity;
        private int inside;

        PermitQueue(int capacity, String crowd) {
            this.capacity = capacity;
            this.crowd = crowd;
        }

        /** Lets it in, or has it wait. */
        boolean admit(Pass pass) {
            if (inside < capacity && queue.isEmpty()) {
                inside++;
                return true;
            }
            queue.add(pass);
            return false;
        }

        /** One goes, and whoever finds room now moves on. */
        void release() {
            inside--;
            while (inside < capacity && !queue.isEmpty()) {
                Pass next = queue.iterator().next();
                queue.remove(next);
                inside++;
                next.moveOn();
            }
        }

        boolean isDeserted() {
            return inside == 0 && queue.isEmpty();
        }
    }

    /** The way of one check through the gate. */
    final class Pass {
        private final String host;
        private final Consumer<Pass> onOpen;
        private final List<PermitQueue> way = new ArrayList<>(3);
        private int passed;
        private int waitedAt;
        private boolean beginning;
        private boolean left;

        private Pass(String host, boolean paced, Consumer<Pass> onOpen) {
            this.host = host;
            this.onOpen = onOpen;
            this.beginning = paced;
            way.add(queueOf(host));
            if (paced) {
                way.add(handshakes);
            }
            way.add(monitor);
        }

        /** Whether the check may begin. */
        boolean isOpen() {
            synchronized (CheckLimiter.this) {
                return passedAll();
            }
        }

        /** Whether it is one of the few that may be in their beginnings. */
        boolean isBeginning() {
            synchronized (CheckLimiter.this) {
                return beginning;
            }
        }

        /** Whom it waits behind, or has waited behind last, for people. */
        String crowd() {
            synchronized (CheckLimiter.this) {
                return way.get(waitedAt).crowd;
            }
        }

        /** The check is past its beginnings: another may be in them, and one more than before. */
        void begun() {
            synchronized (CheckLimiter.this) {
                if (beginning && way.indexOf(handshakes) < passed) {
                    beginning = false;
                    if (passedAll()) {
                        handshakes.capacity = Math.min(handshakes.capacity + 1, settings.maxInFlight());
                    }
                    handshakes.release();
                }
            }
        }

        /** The check is over, or will never begin. */
        void leave() {
            synchronized (CheckLimiter.this) {
                if (left) {
                    return;
                }
                left = true;
                if (!passedAll()) {
                    way.get(passed).queue.remove(this);
                    waiting--;
                }
                begun();
                for (PermitQueue queue : way.subList(0, passed)) {
                    if (queue != handshakes) {
                        queue.release();
                    }
                }
                hosts.computeIfPresent(host, (name, queue) -> queue.isDeserted() ? null : queue);
            }
        }

        private boolean passedAll() {
            return passed == way.size();
        }

        private void advance() {
            while (!passedAll() && way.get(passed).admit(this)) {
                passed++;
            }
            if (!passedAll()) {
                waitedAt = passed;
            }
        }

        /** The queue that it waited at has let it in. */
        private void moveOn() {
            passed++;
            advance();
            if (passedAll()) {
                waiting--;
                onOpen.accept(this);
            }
        }
    }
}
