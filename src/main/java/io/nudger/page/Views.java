package io.nudger.page;

import io.nudger.config.PageGroup;
import io.nudger.config.PageGroup.Part;
import io.nudger.page.Selection.Shown;
import io.nudger.query.Change;
import io.nudger.query.Counts;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.Recent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes views of what a page selects, in a language. Pure; it knows no request and no database. */
final class Views {
    private static final int WIDE = 40;
    private static final int MONTHS = 3;
    private static final int UPCOMING = 3;
    private static final Duration SOON = Duration.ofDays(14);

    private final PublishedPage page;
    private final Selection selection;
    private final Model model;
    private final Words words;
    private final Overall overall;

    Views(PublishedPage page, Selection selection, Words words) {
        this.page = page;
        this.selection = selection;
        this.model = selection.model();
        this.words = words;
        this.overall = Overall.of(selection, words);
    }

    Frame frame(String path) {
        return Frames.of(page, selection, words, path, overall.look());
    }

    /** What is said when a path leads nowhere. */
    ErrorView error(String key) {
        return new ErrorView(frame("/error"), words.text("error." + key), words.text("error." + key + ".text"));
    }

    OverviewView overview() {
        int count = page.spec().days();
        Days days = new Days(model, count);
        List<OverviewView.Group> groups = new ArrayList<>();
        selection.groups().forEach((group, targets) -> {
            if (!targets.isEmpty()) {
                groups.add(new OverviewView.Group(
                        group.name(),
                        targets.stream().map(shown -> row(shown, days)).toList()));
            }
        });
        List<MaintenanceView> soon = selection.maintenances().stream()
                .filter(one -> one.endsAt().isAfter(model.asOf())
                        && one.startsAt().isBefore(model.asOf().plus(SOON)))
                .limit(UPCOMING)
                .map(this::maintenance)
                .toList();
        return new OverviewView(
                frame("/"),
                overall.look(),
                overall.headline(),
                overall.detail(),
                selection.outages().stream()
                        .filter(outage -> outage.endedAt() == null)
                        .map(this::outage)
                        .toList(),
                soon,
                groups,
                count,
                Bars.width(count),
                Bars.good(count),
                selection.targets().size() > WIDE);
    }

    private OverviewView.Row row(Shown shown, Days days) {
        PageGroup group = shown.group();
        List<DayView> bars = days.of(shown.target());
        Counts counts = selection.ruled(shown.target(), bars.size(), sum(bars));
        boolean uptime = group.shows(Part.UPTIME);
        return new OverviewView.Row(
                shown.name(),
                targetHref(shown),
                look(shown),
                state(shown),
                group.shows(Part.BARS) ? Bars.inner(bars) : null,
                label(bars),
                uptime ? words.percent(counts.uptime()) : null,
                uptime ? words.percent(counts.coverage()) : null,
                group.shows(Part.RESPONSE_TIME)
                        ? words.seconds(model.recent()
                                .getOrDefault(shown.target().id(), Recent.NONE)
                                .responseTime())
                        : null,
                null);
    }

    private static Counts sum(List<DayView> days) {
        Counts sum = Counts.NONE;
        for (DayView day : days) {
            sum = sum.plus(day.counts());
        }
        return sum;
    }

    /** What the colours of the bars say, for those who do not see them. */
    String label(List<DayView> days) {
        int bad = 0;
        int gaps = 0;
        for (DayView day : days) {
            bad += day.downtime().isZero() ? 0 : 1;
            gaps += day.look() == DayView.Kind.UNMEASURED || day.look() == DayView.Kind.NONE || day.gap() > 0 ? 1 : 0;
        }
        return words.text("bars.label", days.size(), bad, gaps);
    }

    Look look(Shown shown) {
        Look look = Look.of(model.state(shown.target().id()).state());
        boolean bad = look == Look.DOWN || look == Look.PARTIAL;
        return bad && model.isInMaintenance(shown.target().id()) ? Look.MAINTENANCE : look;
    }

    /** The state as it is: that somebody works on it is said besides, and never instead. */
    String state(Shown shown) {
        String state =
                words.text("state." + model.state(shown.target().id()).state().wireName());
        return model.isInMaintenance(shown.target().id()) ? words.text("state.in-maintenance", state) : state;
    }

    String targetHref(Shown shown) {
        String name =
                URLEncoder.encode(shown.target().name(), StandardCharsets.UTF_8).replace("+", "%20");
        return page.base() + "/targets/" + name + words.suffix();
    }

    OutageView outage(OutageEntry outage) {
        return withSteps(outage, List.of());
    }

    private OutageView withSteps(OutageEntry outage, List<OutageView.Step> steps) {
        Shown shown = shownOf(outage);
        return new OutageView(
                shown.name(),
                page.base() + "/outages/" + outage.id() + words.suffix(),
                targetHref(shown),
                Look.of(outage.worst()),
                words.text("outage." + outage.worst().wireName()),
                outage.startedAt(),
                outage.endedAt(),
                words.duration(outage.duration(model.asOf())),
                words.reason(outage.reason()),
                outage.late(),
                steps);
    }

    private Shown shownOf(OutageEntry outage) {
        Shown shown = selection.target(outage.target());
        if (shown == null) {
            throw new IllegalArgumentException("the page does not show target " + outage.target());
        }
        return shown;
    }

    SingleOutageView outage(OutageEntry outage, List<Change> changes) {
        List<OutageView.Step> steps = new ArrayList<>();
        steps.add(new OutageView.Step(outage.startedAt(), Look.of(outage.worst()), words.text("step.began"), false));
        for (Change change : changes) {
            steps.add(new OutageView.Step(change.decidedAt(), Look.of(change.to()), step(change), change.late()));
        }
        Instant ended = outage.endedAt();
        if (ended != null) {
            steps.add(new OutageView.Step(ended, Look.UP, words.text("step.ended"), false));
        }
        steps.sort((one, other) -> one.at().compareTo(other.at()));
        return new SingleOutageView(frame("/outages/" + outage.id()), withSteps(outage, steps));
    }

    private String step(Change change) {
        String text = words.text("step." + change.to().wireName());
        String cause = words.textOr("cause." + change.cause(), "");
        return cause.isEmpty() ? text : text + " (" + cause + ")";
    }

    MaintenanceView maintenance(MaintenanceEntry one) {
        return new MaintenanceView(
                one.name(),
                one.startsAt(),
                one.endsAt(),
                words.duration(Duration.between(one.startsAt(), one.endsAt())),
                one.isUnderWay(model.asOf()),
                selection.targetsOf(one).stream().map(Shown::name).toList());
    }

    MaintenancesView maintenances() {
        List<MaintenanceView> current = new ArrayList<>();
        List<MaintenanceView> planned = new ArrayList<>();
        List<MaintenanceView> past = new ArrayList<>();
        for (MaintenanceEntry one : selection.maintenances()) {
            MaintenanceView view = maintenance(one);
            if (view.underWay()) {
                current.add(view);
            } else if (one.startsAt().isAfter(model.asOf())) {
                planned.add(view);
            } else {
                past.add(0, view);
            }
        }
        return new MaintenancesView(frame("/maintenance"), current, planned, past);
    }

    /** Whether this month is one of those that are known. */
    static boolean hasHistory(Model model, YearMonth month) {
        return !month.isAfter(YearMonth.from(model.today())) && !month.isBefore(oldest(model));
    }

    private static YearMonth oldest(Model model) {
        return YearMonth.from(model.today().minusDays(Model.YEAR - 1L));
    }

    /** The months up to this one; null is the present one. */
    HistoryView history(@Nullable YearMonth upTo) {
        YearMonth now = YearMonth.from(model.today());
        YearMonth oldest = oldest(model);
        YearMonth last = upTo == null ? now : upTo;
        List<HistoryView.Month> months = new ArrayList<>();
        YearMonth month = last;
        for (int i = 0; i < MONTHS && !month.isBefore(oldest); i++) {
            months.add(month(month));
            month = month.minusMonths(1);
        }
        YearMonth after = last.plusMonths(MONTHS);
        String path = page.base() + "/history/";
        String newest = page.base() + "/history";
        return new HistoryView(
                frame("/history"),
                months,
                last.equals(now) ? null : after.isBefore(now) ? path + after : newest,
                month.isBefore(oldest) ? null : path + month);
    }

    private HistoryView.Month month(YearMonth month) {
        return new HistoryView.Month(
                words.month(month),
                selection.outages().stream()
                        .filter(outage -> YearMonth.from(outage.startedAt().atOffset(ZoneOffset.UTC))
                                .equals(month))
                        .map(this::outage)
                        .toList());
    }

    Words words() {
        return words;
    }

    Model model() {
        return model;
    }

    Selection selection() {
        return selection;
    }
}
