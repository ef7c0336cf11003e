package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A status page. It shows the targets that its groups select, and nothing of any other.
 *
 * @param slug its place in the URL; empty for the root
 * @param look title, logo and the like
 * @param access who may see it
 * @param groups which targets it shows, in this order; a target is in the first group that selects it
 * @param days how many days the bars reach back
 * @param uptime the spans of which a target shows its uptime, in days
 * @param showUrls whether the URLs of targets are shown
 * @param maintenanceCounts whether uptime is that of all time, or without maintenance that does not count
 * @param tokens what programs show that may see the page, or more of it
 */
public record PageSpec(
        String slug,
        PageLook look,
        PageAccess access,
        List<PageGroup> groups,
        int days,
        List<Integer> uptime,
        boolean showUrls,
        boolean maintenanceCounts,
        List<PageToken> tokens) {
    /** How many days bars reach back unless the file says otherwise. */
    public static final int DEFAULT_DAYS = 90;
    /** The spans of uptime, unless the file says otherwise. */
    public static final List<Integer> DEFAULT_UPTIME = List.of(1, 7, 30, 90, 365);

    /** Everything, to everybody who can connect. */
    static final PageSpec EVERYTHING = new PageSpec(
            "",
            PageLook.DEFAULT,
            new PageAccess.Everybody(),
            List.of(PageGroup.EVERYTHING),
            DEFAULT_DAYS,
            DEFAULT_UPTIME,
            true,
            false,
            List.of());

    public PageSpec {
        requireNonNull(slug, "slug");
        requireNonNull(look, "look");
        requireNonNull(access, "access");
        groups = List.copyOf(groups);
        uptime = List.copyOf(uptime);
        tokens = List.copyOf(tokens);
    }

    /**
     * How a page looks.
     *
     * @param title what stands at the top
     * @param logo an image beside the title; null for none
     * @param home where the logo leads; null for the page itself
     * @param accent the colour of links and of the line at the top, as {@code #rrggbb}
     * @param languages the languages it is in; the first is for those who ask for none of them
     */
    public record PageLook(
            String title, @Nullable Path logo, @Nullable String home, String accent, List<String> languages) {
        /** Unless the file says otherwise. */
        static final PageLook DEFAULT = new PageLook("Status", null, null, "#2563eb", List.of("en", "de"));

        public PageLook {
            languages = List.copyOf(languages);
        }
    }
}
