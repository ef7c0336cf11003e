package io.nudger.record;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.consume.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a transaction knows of names, and what it has stored. */
record Written(
        Map<String, Short> zones,
        Map<String, Short> monitors,
        Map<String, KnownTarget> targets,
        VerdictCodes codes,
        Map<ConfigTable.Key, ConfigTable.Span> configs,
        Map<CertificateTable.Pair, CertificateTable.Known> certificates,
        Stored stored) {
    static final Written NOTHING = names(Map.of(), Map.of(), Map.of(), VerdictCodes.NONE);

    static Written names(
            Map<String, Short> zones,
            Map<String, Short> monitors,
            Map<String, KnownTarget> targets,
            VerdictCodes codes) {
        return new Written(zones, monitors, targets, codes, Map.of(), Map.of(), Stored.NOTHING);
    }

    /** Ordered by key. */
    List<CheckRow> rows(List<CheckResult> results) {
        List<CheckRow> rows = new ArrayList<>(results.size());
        Origin origin = null;
        short zone = 0;
        Short monitor = null;
        for (CheckResult result : results) {
            if (!result.origin().equals(origin)) {
                origin = result.origin();
                zone = requireNonNull(zones.get(origin.zone()));
                monitor = monitors.get(origin.monitor());
            }
            int target = requireNonNull(targets.get(result.target().name())).id();
            rows.add(CheckRow.of(result, codes, target, zone, monitor));
        }
        rows.sort(null);
        return rows;
    }

    RangeTable.Range range(SlotGap gap) {
        return new RangeTable.Range(
                gap,
                codes,
                requireNonNull(targets.get(gap.target().name())).id(),
                requireNonNull(zones.get(gap.origin().zone())),
                monitors.get(gap.origin().monitor()));
    }

    Written with(Map<ConfigTable.Key, ConfigTable.Span> spans) {
        return with(spans, certificates, stored);
    }

    Written with(
            Map<ConfigTable.Key, ConfigTable.Span> spans,
            Map<CertificateTable.Pair, CertificateTable.Known> seen,
            Stored rows) {
        return new Written(zones, monitors, targets, codes, spans, seen, rows);
    }
}
