package io.nudger.config;

import java.util.List;

/**
 * The status pages there are: the content of {@code pages.yaml}, valid and complete; immutable.
 *
 * @param pages in the order of the file; their slugs differ
 * @param trustedProxies the proxies in front whose headers are believed
 */
public record Pages(List<PageSpec> pages, List<AddressRange> trustedProxies) {
    /** There is no file: one page with everything, for whoever sits at the machine. */
    public static final Pages EVERYTHING = new Pages(List.of(PageSpec.EVERYTHING), List.of());

    public Pages {
        pages = List.copyOf(pages);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
