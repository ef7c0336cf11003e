package io.nudger.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all views of a page have in common.
 *
 * @param words the language
 * @param base what URLs of the page begin with
 * @param path of the view itself, behind the base
 * @param title of the page
 * @param home where the title leads
 * @param logo the path of the logo; null for none
 * @param style the path of the style
 * @param script the path of the script
 * @param icon the path of the icon
 * @param languages the tags of the languages there are
 * @param asOf when the record was read
 * @param away whether it cannot be read now
 * @param decided whether an alerter decides the states
 * @param shown stands for what the page says of its targets
 */
public record Frame(
        Words words,
        String base,
        String path,
        String title,
        String home,
        @Nullable String logo,
        String style,
        String script,
        String icon,
        List<String> languages,
        Instant asOf,
        boolean away,
        boolean decided,
        String shown) {
    /** Where the browser hears of what is other than on this view. */
    public String events() {
        return base + "/events" + words.suffix() + (words.suffix().isEmpty() ? "?" : "&") + "shown=" + shown;
    }

    /** Whether the view is this one, or below it. */
    public boolean isAt(String view) {
        return path.equals(view) || path.startsWith(view + "/");
    }
}
