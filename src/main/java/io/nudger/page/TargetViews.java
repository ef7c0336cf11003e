package io.nudger.page;

import io.nudger.config.PageGroup;
import io.nudger.config.PageGroup.Part;
import io.nudger.config.PageSpec;
import io.nudger.page.Selection.Shown;
import io.nudger.page.TargetView.Phase;
import io.nudger.page.TargetView.ResultRow;
import io.nudger.page.TargetView.Span;
import io.nudger.page.TargetView.ZoneRow;
import io.nudger.query.Counts;
import io.nudger.query.TargetDetail;
import io.nudger.query.TargetDetail.Phases;
import io.nudger.query.TargetState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the view of one target. Pure. */
final class TargetViews {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_OUTAGES = 20;
    private static final int MAX_RESULTS = 12;

    private final Views views;
    private final PageSpec page;
    private final Words words;
    private final Model model;

    TargetViews(Views views) {
        this.views = views;
        this.words = views.words();
        this.model = views.model();
        this.page = views.selection().page();
    }

    private String day(Instant at) {
        return words.shortDay(LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    /** @param detail what is known of it alone; null when the record cannot be read */
    TargetView of(Shown shown, @Nullable TargetDetail detail) {
        PageGroup group = shown.group();
        int id = shown.target().id();
        TargetState state = model.state(id);
        List<DayView> days = new Days(model, page.days()).of(shown.target());
        TargetDetail times = group.shows(Part.RESPONSE_TIME) ? detail : null;
        return new TargetView(
                views.frame("/targets"),
                shown.name(),
                group.name(),
                page.showUrls() ? shown.target().url() : null,
                views.look(shown),
                views.state(shown),
                state.since(),
                state.state().isUp() ? null : words.reason(state.reason()),
                group.shows(Part.BARS) ? days : List.of(),
                group.shows(Part.BARS) ? shapes(days) : List.of(),
                Bars.width(page.days()),
                views.label(days),
                group.shows(Part.UPTIME) ? spans(shown) : List.of(),
                views.selection().leavesOut(shown.target()),
                times == null ? null : Chart.of(times.hours(), words, at -> day(at) + ", " + CLOCK.format(at)),
                times == null ? null : Chart.of(times.days(), words, this::day),
                detail != null && group.shows(Part.ZONES) ? zones(state, detail) : List.of(),
                outages(id),
                maintenances(id),
                detail != null && group.shows(Part.CERTIFICATE) ? detail.certificate() : null,
                detail == null
                        ? List.of()
                        : detail.results().stream()
                                .limit(MAX_RESULTS)
                                .map(this::result)
                                .toList());
    }

    private List<OutageView> outages(int id) {
        return views.selection().outages().stream()
                .filter(outage -> outage.target() == id)
                .limit(MAX_OUTAGES)
                .map(views::outage)
                .toList();
    }

    private List<MaintenanceView> maintenances(int id) {
        return views.selection().maintenances().stream()
                .filter(one -> one.targets().contains(id) && one.endsAt().isAfter(model.asOf()))
                .map(views::maintenance)
                .toList();
    }

    private List<TargetView.Bar> shapes(List<DayView> days) {
        List<TargetView.Bar> shapes = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            DayView day = days.get(i);
            String title = words.text(
                    "bar.title",
                    words.day(day.date()),
                    words.text("day." + day.look().css()),
                    words.percent(day.counts().uptime()),
                    words.percent(day.counts().coverage()));
            String down =
                    day.downtime().isZero() ? "" : ", " + words.text("bar.downtime", words.duration(day.downtime()));
            String work = day.maintenance() ? ", " + words.text("day.work") : "";
            shapes.add(new TargetView.Bar(title + down + work, Bars.single(day, i)));
        }
        return shapes;
    }

    private List<Span> spans(Shown shown) {
        List<Span> spans = new ArrayList<>();
        for (int days : page.uptime()) {
            Counts counts = views.selection().last(shown.target(), days);
            String label = days == 1 ? words.text("span.day") : words.text("span.days", days);
            spans.add(new Span(
                    label,
                    counts == null ? "…" : words.percent(counts.uptime()),
                    counts == null ? "…" : words.percent(counts.coverage())));
        }
        return spans;
    }

    private List<ZoneRow> zones(TargetState state, TargetDetail detail) {
        List<ZoneRow> rows = new ArrayList<>();
        for (TargetDetail.Zone zone : detail.zones()) {
            String vote = vote(state.zones(), zone.zone());
            rows.add(new ZoneRow(
                    zone.zone(),
                    switch (vote) {
                        case "up" -> Look.UP;
                        case "down" -> Look.DOWN;
                        default -> Look.UNKNOWN;
                    },
                    words.text("vote." + vote),
                    words.percent(views.selection().ruled(zone.availability()).uptime()),
                    words.percent(views.selection().ruled(zone.availability()).coverage()),
                    words.seconds(zone.phases() == null ? null : zone.phases().total()),
                    phases(zone.phases())));
        }
        return rows;
    }

    private static String vote(TargetState.Votes votes, String zone) {
        if (votes.up().contains(zone)) {
            return "up";
        }
        if (votes.down().contains(zone)) {
            return "down";
        }
        if (votes.suspect().contains(zone)) {
            return "suspect";
        }
        return votes.unknown().contains(zone) ? "unknown" : "stale";
    }

    private List<Phase> phases(@Nullable Phases phases) {
        List<Phase> parts = new ArrayList<>();
        if (phases == null || phases.total() <= 0) {
            return parts;
        }
        String[] names = {"resolve", "connect", "tls", "processing", "transfer"};
        double[] times = {phases.resolve(), phases.connect(), phases.tls(), phases.processing(), phases.transfer()};
        double at = 0;
        for (int i = 0; i < names.length; i++) {
            double share = times[i] / phases.total() * 100;
            parts.add(new Phase(
                    names[i],
                    words.text("phase." + names[i]),
                    words.seconds(times[i]),
                    hundredth(at),
                    hundredth(share)));
            at += share;
        }
        return parts;
    }

    private static String hundredth(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private ResultRow result(TargetDetail.Result result) {
        Look look =
                switch (result.outcome()) {
                    case "up" -> Look.UP;
                    case "down" -> Look.DOWN;
                    default -> Look.UNKNOWN;
                };
        return new ResultRow(
                result.at(),
                result.zone(),
                look,
                words.textOr("outcome." + result.outcome(), words.text("outcome.unknown")),
                result.reason() == null ? "" : words.reason(result.reason()),
                words.seconds(result.duration()));
    }
}
