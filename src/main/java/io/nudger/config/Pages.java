package io.nudger.config;

import java.util.List;

/**
 * The status pages there are: the content of {@code pages.yaml}, valid and complete; immutable.
 *
 * @param pages in the order of the file; their slugs differ
 */
public record Pages(List<PageSpec> pages) {
    /** There is no file: one page with everything, for whoever sits at the machine. */
    public static final Pages EVERYTHING = new Pages(List.of(PageSpec.EVERYTHING));

    public Pages {
        pages = List.copyOf(pages);
    }
}
