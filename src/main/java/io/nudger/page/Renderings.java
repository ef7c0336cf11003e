package io.nudger.page;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was rendered, by page, view and language: once for each model, however many ask. Belongs to one event loop.
 */
final class Renderings {
    private static final int MAX = 500;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MAX;
        }
    };

    private record Entry(Object of, Future<Rendered> rendered) {}

    /**
     * What was rendered under the key, or is now.
     *
     * @param of what it is rendered from: when that is another, it is rendered again
     */
    Future<Rendered> get(String key, Object of, Supplier<Future<Rendered>> render) {
        Entry known = entries.get(key);
        if (known != null && known.of.equals(of) && !known.rendered.failed()) {
            return known.rendered;
        }
        Future<Rendered> rendered = render.get();
        entries.put(key, new Entry(of, rendered));
        return rendered;
    }

    /** Pages are others now. */
    void clear() {
        entries.clear();
    }
}
