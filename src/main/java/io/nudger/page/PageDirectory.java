package io.nudger.page;

import io.nudger.check.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages by their slugs, as the file has them now. Belongs to one event loop. */
final class PageDirectory {
    private Map<String, PublishedPage> bySlug = Map.of();

    /**
     * A path taken apart.
     *
     * @param page the page that it belongs to
     * @param segments what follows, without escapes; empty for the page itself
     */
    record Place(PublishedPage page, List<String> segments) {}

    /** From now on there are these. */
    void publish(List<PublishedPage> pages) {
        bySlug = pages.stream().collect(Collectors.toMap(page -> page.spec().slug(), Function.identity()));
    }

    /** All of them. */
    List<PublishedPage> pages() {
        return List.copyOf(bySlug.values());
    }

    /** Where a path leads; null for nowhere. */
    @Nullable Place find(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            try {
                segments.add(Percent.decode(segment));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        segments.remove(0);
        if (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        PublishedPage named = segments.isEmpty() ? null : bySlug.get(segments.get(0));
        if (named != null && !segments.get(0).isEmpty()) {
            return new Place(named, List.copyOf(segments.subList(1, segments.size())));
        }
        PublishedPage root = bySlug.get("");
        return root == null ? null : new Place(root, List.copyOf(segments));
    }
}
