package io.nudger.alert;

import io.nudger.check.State;
import io.nudger.check.Text;
import io.nudger.receivers.Item;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One message of all that is due for a receiver, headed by what it shares: a zone, a host, what they depend on, a reason, a
 * group, in this order.
 */
public final class Grouping {
    private final List<News> news;
    private final Kind kind;
    private final Map<String, Integer> held;
    private final Instant now;

    private Grouping(List<News> news, Kind kind, Map<String, Integer> held, Instant now) {
        this.news = news;
        this.kind = kind;
        this.held = held;
        this.now = now;
    }

    /**
     * A notice that is due.
     *
     * @param key of the notice
     * @param kind what it is about
     * @param news what it says
     */
    public record Entry(String key, Kind kind, News news) {}

    /**
     * Makes one message of notices of one kind; {@code down} and {@code partial} count as one.
     *
     * @param key of the message
     * @param entries the notices, not none
     * @param held how many notices of the receiver are held by a target, by its name
     * @param links where a person goes from there
     */
    public static Notice merge(
            String key, List<Entry> entries, Map<String, Integer> held, Notice.Links links, Instant now) {
        Map<String, Entry> byTarget = new LinkedHashMap<>();
        entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.news().since())
                        .thenComparing(entry -> entry.news().target())
                        .thenComparing(Entry::key))
                .forEach(entry -> byTarget.merge(entry.news().thread(), entry, (one, other) -> other));
        List<Entry> distinct = List.copyOf(byTarget.values());
        Kind kind = distinct.stream().anyMatch(entry -> entry.kind() == Kind.DOWN)
                ? Kind.DOWN
                : distinct.get(0).kind();
        List<News> news = distinct.stream().map(Entry::news).toList();
        Grouping grouping = new Grouping(news, kind, held, now);
        List<Item> items = news.stream().map(each -> item(each, links.page())).toList();
        return new Notice(key, kind, grouping.headline(), items, 0, now, grouping.lasted(), links, false);
    }

    private static Item item(News news, @Nullable String link) {
        Failure failure = news.failure();
        String message = failure == null ? null : failure.message();
        return new Item(
                news.target(),
                news.title(),
                news.state(),
                news.since(),
                news.zones().down(),
                failure == null ? null : failure.reason(),
                message == null ? news.note() : message,
                news.url().isEmpty() ? null : news.url(),
                link,
                news.labels(),
                news.thread());
    }

    /** How long the outage lasted, or lasts, when there is but one. */
    private @Nullable Duration lasted() {
        News first = news.get(0);
        Instant startedAt = first.startedAt();
        if (news.size() > 1 || startedAt == null) {
            return null;
        }
        return Duration.between(startedAt, kind == Kind.UP || kind == Kind.LATE ? first.since() : now);
    }

    /** The whole of it in one line. */
    private String headline() {
        String note = news.get(0).note();
        if (isSpelledOut() && news.size() == 1 && note != null) {
            return kind == Kind.ZONE || kind == Kind.ZONE_OK
                    ? note
                    : news.get(0).called() + ": " + note;
        }
        return subject() + " " + predicate() + dependents();
    }

    private boolean isSpelledOut() {
        return switch (kind) {
            case ZONE, ZONE_OK, CERTIFICATE, LATE -> true;
            case DOWN, PARTIAL, UP, STALE, REMINDER, FLAPPING, WATCHDOG, TEST -> false;
        };
    }

    private int targets() {
        return (int) news.stream().map(News::target).distinct().count();
    }

    private String subject() {
        int count = targets();
        if (count == 1) {
            return news.get(0).called();
        }
        if (kind == Kind.ZONE || kind == Kind.ZONE_OK) {
            return count + " zones";
        }
        String host = shared(News::host);
        if (sharedZone() == null && host != null && !host.isEmpty()) {
            int of = news.stream().mapToInt(News::ofHost).max().orElse(0);
            return count + " of " + Math.max(count, of) + " targets of host " + host;
        }
        String parent = sharedZone() == null ? sharedParent() : null;
        if (parent != null) {
            return count + " targets that depend on " + parent;
        }
        String group = shared(News::group);
        boolean moreSpecific = sharedZone() != null || shared(News::reason) != null;
        return count + " targets" + (group == null || moreSpecific ? "" : " of group " + group);
    }

    private String predicate() {
        boolean one = targets() == 1;
        String are = one ? "is" : "are";
        Instant first =
                news.stream().map(News::since).min(Comparator.naturalOrder()).orElseThrow();
        String since = " since " + Sentences.time(first, now);
        return switch (kind) {
            case DOWN, PARTIAL -> are + " " + states() + where() + why() + since + lastedAfter() + silence();
            case UP -> are + over() + since + after();
            case STALE -> are + " stale: no zone has sent results" + since;
            case REMINDER -> are + " " + reminder() + where() + why();
            case FLAPPING ->
                are + " flapping"
                        + (one
                                ? ": " + news.get(0).note() + "; now "
                                        + news.get(0).state()
                                : "");
            case LATE -> were(one) + " down or partial, and this became known too late";
            case CERTIFICATE -> "have certificates that expire or are not as before";
            case ZONE -> are + " suspect";
            case ZONE_OK -> are + " trusted again";
            case WATCHDOG, TEST -> are + " well";
        };
    }

    /** Of what was taken out of the files it is not true that it is up. */
    private String over() {
        if (news.stream().noneMatch(Grouping::isTakenOut)) {
            return " up again";
        }
        return news.stream().allMatch(Grouping::isTakenOut)
                ? " no longer watched: taken out of the targets files"
                : " up again or taken out of the targets files";
    }

    private static boolean isTakenOut(News each) {
        return !each.state().equals(State.UP.wireName());
    }

    private static String were(boolean one) {
        return one ? "was" : "were";
    }

    /** Which zones have not voted because they send nothing: the others have decided without them. */
    private String silence() {
        List<String> silent = shared(each -> each.zones().stale());
        if (silent == null || silent.isEmpty()) {
            return "";
        }
        return "; no results from " + (silent.size() == 1 ? "zone " : "zones ") + String.join(", ", silent);
    }

    /** The state that all have, or both. */
    private String states() {
        String state = shared(News::state);
        return state == null ? "down or partial" : state;
    }

    private String where() {
        String zone = sharedZone();
        return zone == null ? "" : " in zone " + zone;
    }

    private String why() {
        String reason = shared(News::reason);
        return reason == null ? "" : " (" + reason + ")";
    }

    /** Of an outage that is announced after a while: for how long. */
    private String lastedAfter() {
        String note = shared(News::note);
        return note == null ? "" : ", " + note;
    }

    private String after() {
        Duration lasted = lasted();
        String note = shared(News::note);
        return (lasted == null ? "" : ", after " + Text.duration(lasted)) + (note == null ? "" : "; " + note);
    }

    private String reminder() {
        String note = shared(News::note);
        return note == null ? "still down or partial" : note;
    }

    /** How many are not sent, because one of these explains them. */
    private String dependents() {
        if (kind != Kind.DOWN && kind != Kind.PARTIAL && kind != Kind.REMINDER) {
            return "";
        }
        int count = news.stream()
                .map(News::target)
                .distinct()
                .mapToInt(name -> held.getOrDefault(name, 0))
                .sum();
        return count == 0
                ? ""
                : ", and " + count + " that " + (count == 1 ? "depends" : "depend") + " on "
                        + (targets() == 1 ? "it" : "them");
    }

    /** The one zone in which all are down, while others see them up. */
    private @Nullable String sharedZone() {
        boolean some = news.stream()
                .allMatch(each ->
                        each.zones().down().size() == 1 && !each.zones().up().isEmpty());
        return some ? shared(each -> each.zones().down().get(0)) : null;
    }

    private @Nullable String sharedParent() {
        Set<String> parents = new HashSet<>(news.get(0).dependsOn());
        news.forEach(each -> parents.retainAll(each.dependsOn()));
        return parents.stream().min(Comparator.naturalOrder()).orElse(null);
    }

    /** What all have alike; null when they do not, or when it is null. */
    private <T> @Nullable T shared(Function<News, @Nullable T> what) {
        T first = what.apply(news.get(0));
        boolean all = first != null && news.stream().allMatch(each -> first.equals(what.apply(each)));
        return all ? first : null;
    }
}
