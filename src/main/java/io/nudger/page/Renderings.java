package io.nudger.page;

import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was rendered, by page, view and language: once for each model, however many ask. What is asked for most is rendered as soon
 * as there is another model, and whoever asks meanwhile gets the rendering before that: nobody waits. Belongs to one event loop.
 */
final class Renderings {
    private static final int MAX = 500;
    /** Of many targets a rendering is hundreds of kilobytes, and whoever asks by other names of the host gets another one each time. */
    static final long MAX_BYTES = 32 << 20;

    /** More than these would let few requests cause much work. */
    private static final int RENEWED = 16;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** A rendering, and what is to replace it. */
    private static final class Entry {
        /** From another model; null when it is not rendered from a model alone. */
        private final @Nullable Function<Model, Future<Rendered>> render;

        private Object of;
        private Future<Rendered> rendered;
        /** How often since it was rendered. */
        private int asked;
        /** The version of the newest model that it is being rendered from. */
        private @Nullable Long next;

        Entry(@Nullable Function<Model, Future<Rendered>> render, Object of, Future<Rendered> rendered) {
            this.render = render;
            this.of = of;
            this.rendered = rendered;
        }

        boolean isOf(Object wanted) {
            return !rendered.failed() && (of.equals(wanted) || wanted.equals(next));
        }

        long bytes() {
            return rendered.succeeded() ? rendered.result().bytes() : 0;
        }

        boolean isWanted() {
            return render != null && asked > 0 && rendered.succeeded();
        }

        Future<Rendered> renew(Model model) {
            Long version = model.version();
            next = version;
            asked = 0;
            return Objects.requireNonNull(render).apply(model).onComplete(done -> {
                boolean overtaken = next == null;
                next = version.equals(next) ? null : next;
                if (done.succeeded() && !overtaken) {
                    of = version;
                    rendered = Future.succeededFuture(done.result());
                }
            });
        }
    }

    /** What is rendered from a model alone; as it was before while {@link #renew} is at it. */
    Future<Rendered> get(String key, Model model, Function<Model, Future<Rendered>> render) {
        return get(key, model.version(), render, () -> render.apply(model));
    }

    /**
     * What was rendered under the key, or is now.
     *
     * @param of what it is rendered from: when that is another, it is rendered again
     */
    Future<Rendered> get(String key, Object of, Supplier<Future<Rendered>> render) {
        return get(key, of, null, render);
    }

    private Future<Rendered> get(
            String key,
            Object of,
            @Nullable Function<Model, Future<Rendered>> again,
            Supplier<Future<Rendered>> render) {
        Entry entry = entries.get(key);
        if (entry == null || !entry.isOf(of)) {
            entry = new Entry(again, of, render.get());
            entries.put(key, entry);
            entry.rendered.onSuccess(done -> makeRoom());
        }
        entry.asked++;
        return entry.rendered;
    }

    /** What nobody asks for any more goes first. */
    private void makeRoom() {
        long bytes = bytes();
        Iterator<Entry> eldest = entries.values().iterator();
        while (eldest.hasNext() && (bytes > MAX_BYTES || entries.size() > MAX)) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    /** How much memory all of them take. */
    long bytes() {
        return entries.values().stream().mapToLong(Entry::bytes).sum();
    }

    /** There is another model: what people look at is rendered from it. Completes when that is done, well or not. */
    Future<Void> renew(Model model) {
        List<Future<Rendered>> renewed = entries.values().stream()
                .filter(Entry::isWanted)
                .sorted(Comparator.comparingInt((Entry entry) -> entry.asked).reversed())
                .limit(RENEWED)
                .map(entry -> entry.renew(model))
                .toList();
        return Future.join(renewed).otherwiseEmpty().mapEmpty();
    }

    /** Pages are others now. */
    void clear() {
        entries.clear();
    }
}
