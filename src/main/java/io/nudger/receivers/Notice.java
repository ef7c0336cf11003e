package io.nudger.receivers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to a receiver, whatever its form there.
 *
 * @param key the same whenever the same is sent again, and never for anything else: by it receivers with keys show it once
 * @param kind what it is about
 * @param headline the whole of it in one line
 * @param items the targets it is about, all of them: receivers list as many as they may, those with keys need each
 * @param more how many more there are that are not among the items
 * @param at when it was decided
 * @param lasted how long the outage lasted, or lasts; null when it does not matter
 * @param links where a person goes from there
 * @param test whether it is a sample, which is marked as one
 */
public record Notice(
        String key,
        Kind kind,
        String headline,
        List<Item> items,
        int more,
        Instant at,
        @Nullable Duration lasted,
        Links links,
        boolean test) {
    public Notice {
        requireNonNull(key, "key");
        requireNonNull(kind, "kind");
        requireNonNull(headline, "headline");
        items = List.copyOf(items);
        requireNonNull(at, "at");
        requireNonNull(links, "links");
    }

    /**
     * Where a person goes from a notice.
     *
     * @param page where more is to be seen; null for nowhere
     * @param acknowledge where somebody says that he takes care of it; null for nowhere
     */
    public record Links(@Nullable String page, @Nullable String acknowledge) {
        /** To nowhere. */
        public static final Links NONE = new Links(null, null);
    }

    /** Where more is to be seen; null for nowhere. */
    @Nullable String link() {
        return links.page();
    }
}
