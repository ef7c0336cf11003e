package io.nudger.receivers;

import io.nudger.receivers.Delivery.Result;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a notice that consists of several messages. Those that were accepted, or refused for good, are not sent again when the
 * notice is, as long as this program lives. Belongs to one context.
 */
final class Parts {
    private static final int MAX_NOTICES = 100;

    /** The parts that are done, by notice: the oldest are forgotten. */
    private final Map<String, Set<String>> done = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MAX_NOTICES;
        }
    };

    /**
     * Sends the parts that are not done; what became of them together.
     *
     * @param notice the key of the notice
     * @param parts the parts by a key that is the same the next time; not empty
     */
    Future<Delivery> send(String notice, Map<String, Supplier<Future<Delivery>>> parts) {
        Set<String> before = done.getOrDefault(notice, Set.of());
        List<String> keys = new ArrayList<>();
        List<Future<Delivery>> sent = new ArrayList<>();
        parts.forEach((key, part) -> {
            if (!before.contains(key)) {
                keys.add(key);
                sent.add(part.get());
            }
        });
        return Future.all(sent).map(all -> {
            List<Delivery> deliveries = all.list();
            return together(notice, keys, deliveries, before);
        });
    }

    private Delivery together(String notice, List<String> keys, List<Delivery> deliveries, Set<String> before) {
        Set<String> over = new HashSet<>(before);
        for (int i = 0; i < keys.size(); i++) {
            if (deliveries.get(i).result() != Result.RETRY) {
                over.add(keys.get(i));
            }
        }
        Delivery worst = worst(keys, deliveries);
        if (worst.result() == Result.RETRY) {
            done.put(notice, over);
        } else {
            done.remove(notice);
        }
        return worst;
    }

    /** One that is to be tried again, else one that was accepted, else one that was refused. */
    private static Delivery worst(List<String> keys, List<Delivery> deliveries) {
        if (deliveries.size() == 1) {
            return deliveries.get(0);
        }
        List<String> refused = new ArrayList<>();
        Delivery accepted = null;
        Delivery retry = null;
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery each = deliveries.get(i);
            switch (each.result()) {
                case ACCEPTED -> accepted = each;
                case REFUSED -> refused.add(keys.get(i) + ": " + each.detail());
                case RETRY -> retry = retry == null || longer(each.retryAfter(), retry.retryAfter()) ? each : retry;
            }
        }
        if (retry != null) {
            return retry;
        }
        String also = refused.isEmpty() ? "" : "refused for " + String.join("; ", refused);
        if (accepted == null) {
            return Delivery.refused(also);
        }
        return also.isEmpty() ? accepted : Delivery.accepted(accepted.detail() + "; " + also);
    }

    private static boolean longer(@Nullable Duration one, @Nullable Duration other) {
        return one != null && (other == null || one.compareTo(other) > 0);
    }
}
