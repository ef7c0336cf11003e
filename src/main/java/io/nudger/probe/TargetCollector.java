package io.nudger.probe;

import io.nudger.check.Micros;
import io.nudger.check.Phase;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/**
 * Makes the metrics of the targets when they are asked for. A meter for each of them would take kilobytes per target,
 * all the time.
 */
final class TargetCollector implements MultiCollector {
    private final Map<String, TargetSeries> series;
    private final String zone;

    TargetCollector(Map<String, TargetSeries> series, String zone) {
        this.series = series;
        this.zone = zone;
    }

    @Override
    public MetricSnapshots collect() {
        Gauges gauges = new Gauges();
        series.forEach((target, values) -> {
            TargetSeries.Shown shown = values.shown();
            if (shown != null) {
                gauges.add(shown, Labels.of("target", target, "zone", zone));
            }
        });
        return gauges.snapshots();
    }

    /** One scrape. The names are those of blackbox_exporter, so that its dashboards and alerts go on working. */
    private static final class Gauges {
        private final GaugeSnapshot.Builder success =
                gauge("probe_success", "Whether the last check of the target was up");
        private final GaugeSnapshot.Builder confirmed = gauge(
                "nudger_target_up",
                "Whether the target is up for this zone, confirmed by its failure_threshold and success_threshold");
        private final GaugeSnapshot.Builder degraded =
                gauge("probe_degraded", "Whether the last check of the target was up, but took longer than it should");
        private final GaugeSnapshot.Builder duration =
                gauge("probe_duration_seconds", "How long the last check of the target took");
        private final GaugeSnapshot.Builder statusCode =
                gauge("probe_http_status_code", "The last status code of the target, 0 without an answer");
        private final GaugeSnapshot.Builder phases =
                gauge("probe_http_duration_seconds", "Where the time of the last check went, over all redirects");
        private final GaugeSnapshot.Builder expiry = gauge(
                "probe_ssl_earliest_cert_expiry",
                "When the first certificate that the target's server sent expires, in seconds since the epoch");
        private final GaugeSnapshot.Builder chainExpiry = gauge(
                "probe_ssl_last_chain_expiry_timestamp_seconds",
                "When the first certificate expires that is needed to accept that of the target, in seconds since the epoch");
        private final GaugeSnapshot.Builder lookup =
                gauge("probe_dns_lookup_time_seconds", "How long the last check took to resolve names");
        private final GaugeSnapshot.Builder redirects =
                gauge("probe_http_redirects", "How many redirects the last check followed");
        private final GaugeSnapshot.Builder encrypted =
                gauge("probe_http_ssl", "Whether the last check ended over TLS");
        private final GaugeSnapshot.Builder version =
                gauge("probe_http_version", "The version of HTTP of the last answer, 0 without an answer");
        private final GaugeSnapshot.Builder failedDueToRegex = gauge(
                "probe_failed_due_to_regex",
                "Whether the last check failed because of what was searched for in the body or in headers");

        private static GaugeSnapshot.Builder gauge(String name, String help) {
            return GaugeSnapshot.builder().name(name).help(help);
        }

        void add(TargetSeries.Shown shown, Labels labels) {
            point(success, labels, shown.success() ? 1 : 0);
            if (shown.confirmed() != null) {
                point(confirmed, labels, shown.confirmed() ? 1 : 0);
            }
            if (shown.degraded() != null) {
                point(degraded, labels, shown.degraded() ? 1 : 0);
            }
            point(duration, labels, seconds(shown.duration()));
            point(statusCode, labels, shown.statusCode());
            point(redirects, labels, shown.redirects());
            point(encrypted, labels, shown.encrypted() ? 1 : 0);
            point(version, labels, shown.httpVersion());
            point(failedDueToRegex, labels, shown.failedDueToRegex() ? 1 : 0);
            if (shown.certificateExpiry() != 0) {
                point(expiry, labels, (double) shown.certificateExpiry());
            }
            if (shown.chainExpiry() != 0) {
                point(chainExpiry, labels, (double) shown.chainExpiry());
            }
            if (shown.time(Phase.RESOLVE) != TargetSeries.NO_TIME) {
                point(lookup, labels, seconds(shown.time(Phase.RESOLVE)));
            }
            for (Phase phase : Phase.ALL) {
                phase(phase, shown.time(phase), labels);
            }
        }

        private void phase(Phase phase, int micros, Labels labels) {
            if (micros != TargetSeries.NO_TIME) {
                point(phases, labels.add("phase", phase.wireName()), seconds(micros));
            }
        }

        private static double seconds(int micros) {
            return (double) micros / Micros.PER_SECOND;
        }

        private static void point(GaugeSnapshot.Builder gauge, Labels labels, double value) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        }

        MetricSnapshots snapshots() {
            return MetricSnapshots.of(
                    success.build(),
                    confirmed.build(),
                    degraded.build(),
                    duration.build(),
                    statusCode.build(),
                    phases.build(),
                    expiry.build(),
                    chainExpiry.build(),
                    lookup.build(),
                    redirects.build(),
                    encrypted.build(),
                    version.build(),
                    failedDueToRegex.build());
        }
    }
}
