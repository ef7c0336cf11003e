package io.nudger.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.check.Printable;
import io.nudger.check.Text;
import io.nudger.config.HttpReceiverSpec.Limits;
import io.nudger.config.Markup;
import io.nudger.receivers.Kind.Severity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A notice as templates see it: maps, lists, numbers, booleans, and texts that are escaped already. So a template cannot
 * leave the escaping out.
 *
 * @param form how texts are escaped
 * @param markup what they must not become
 * @param limits how long they may be
 * @param maxListed the most targets that a text lists
 */
record Model(Form form, Markup markup, Limits limits, int maxListed) {
    /** The longest of each field of a target. */
    private static final int FIELD = 1_000;
    /** Of PagerDuty, the shortest that is known. */
    private static final int LONGEST_KEY = 255;

    /** What stands before the link. */
    static final String ACKNOWLEDGE = "Acknowledge: ";

    /** The notice with these settings of the receiver. */
    Map<String, Object> of(Notice notice, Map<String, String> settings) {
        Severity severity = notice.kind().severity();
        Map<String, Object> model = new HashMap<>();
        model.put("key", form.escape(notice.key()));
        model.put("kind", lower(notice.kind()));
        model.put("severity", severity.word());
        for (Severity each : Severity.values()) {
            model.put(lower(each), each == severity);
        }
        model.put("color", String.format("#%06x", severity.color()));
        model.put("color_number", severity.color());
        model.put("title", text(Printable.line(title(notice)), limits.title()));
        String lines = lines(notice);
        model.put("text", body(notice, lines, "\n"));
        model.put("paragraphs", body(notice, lines.replace("\n", "\n\n"), "\n\n"));
        model.put("link", link(Texts.orEmpty(notice.link())));
        model.put("acknowledge", link(Texts.orEmpty(notice.links().acknowledge())));
        model.put("at", notice.at().truncatedTo(ChronoUnit.MILLIS).toString());
        Duration lasted = notice.lasted();
        model.put("lasted", lasted == null ? "" : Text.duration(lasted));
        model.put("test", notice.test());
        model.put("count", notice.items().size() + notice.more());
        model.put("more", more(notice));
        model.put(
                "items", notice.items().stream().map(item -> item(notice, item)).toList());
        Map<String, String> own = new TreeMap<>();
        settings.forEach((name, value) -> own.put(name, form.escape(value)));
        model.put("settings", own);
        return model;
    }

    static String title(Notice notice) {
        return (notice.test() ? "TEST: " : "") + notice.headline();
    }

    /** What is said of the targets, in lines. */
    String lines(Notice notice) {
        List<String> lines = new ArrayList<>();
        if (notice.items().isEmpty()) {
            lines.add(Printable.line(notice.headline()));
        }
        notice.items().stream().limit(maxListed).map(Texts::line).forEach(lines::add);
        if (more(notice) > 0) {
            lines.add("and " + more(notice) + " more");
        }
        Duration lasted = notice.lasted();
        if (lasted != null) {
            lines.add((notice.kind() == Kind.UP ? "It lasted " : "For ") + Text.duration(lasted));
        }
        if (notice.test()) {
            lines.add("This is a test; nothing has happened.");
        }
        return String.join("\n", lines);
    }

    private int more(Notice notice) {
        return notice.more() + Math.max(0, notice.items().size() - maxListed);
    }

    private Map<String, Object> item(Notice notice, Item item) {
        Map<String, Object> model = new HashMap<>();
        model.put("target", field(item.target()));
        model.put("target_title", field(item.title() == null ? item.target() : item.title()));
        model.put("state", field(item.state()));
        model.put("firing", isFiring(notice, item));
        model.put("since", item.since().truncatedTo(ChronoUnit.MILLIS).toString());
        model.put("zones", field(String.join(", ", item.zones())));
        model.put("reason", field(Texts.orEmpty(item.reason())));
        model.put("message", field(Texts.orEmpty(item.message())));
        model.put("url", link(Texts.orEmpty(item.url())));
        model.put("link", link(Texts.orEmpty(item.link() == null ? notice.link() : item.link())));
        model.put("line", text(Texts.line(item), limits.title()));
        model.put("outage", form.escape(Texts.orEmpty(item.outage())));
        model.put("dedup_key", form.escape(dedupKey(notice, item)));
        model.put(
                "labels",
                new TreeMap<>(item.labels())
                        .entrySet().stream()
                                .map(label -> Map.of("name", field(label.getKey()), "value", field(label.getValue())))
                                .collect(Collectors.toList()));
        return model;
    }

    /** Whether it is still going on. */
    static boolean isFiring(Notice notice, Item item) {
        return switch (notice.kind()) {
            case UP, ZONE_OK, LATE -> false;
            case DOWN, PARTIAL, STALE, REMINDER, FLAPPING, CERTIFICATE, ZONE, WATCHDOG, TEST -> !item.isUp();
        };
    }

    /** By which a receiver knows what belongs together: the outage, or else the notice. */
    static String dedupKey(Notice notice, Item item) {
        String key = item.outage() == null ? notice.key() + "/" + item.target() : item.outage();
        return key.length() <= LONGEST_KEY ? key : digest(key);
    }

    /** A short text that stands for a long one. */
    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)))
                    .substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What is said in lines, and where it is acknowledged: that is never cut off. */
    private String body(Notice notice, String lines, String gap) {
        String link = notice.links().acknowledge();
        if (link == null) {
            return text(lines, limits.text());
        }
        String end = gap + ACKNOWLEDGE;
        return text(lines, limits.text() - end.length() - link.length()) + form.escape(end) + link(link);
    }

    private String field(String text) {
        return text(Printable.line(text), Math.min(FIELD, limits.text()));
    }

    private String text(String text, int longest) {
        return form.escape(Texts.inMarkup(Printable.lines(text), markup, longest, limits.inBytes()));
    }

    /** Links are not cut, and no markup is put into them but that of attributes. */
    private String link(String url) {
        String clean = Printable.line(url).replace(" ", "%20");
        return form.escape(markup == Markup.HTML ? Texts.html(clean) : clean);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
