package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a sweep decides from.
 *
 * @param now the moment of the sweep
 * @param subjects every target
 * @param verdicts of each zone, by its name, as they were decided last
 * @param habits the memory of pairs that disagree
 * @param notices that are not finished; those of targets that are not up or are flapping, begun up to a day before that;
 *     and those about certificates, when certificates are given
 * @param quiets maintenance and silences that hold now or later, or ended within the last hour; those of the file of the
 *     last week
 * @param takenOut of targets that nobody reports: what says that they were taken out of the files
 * @param certificates the newest of each target; empty in most sweeps, as an hour is soon enough
 */
public record Snapshot(
        Instant now,
        List<Subject> subjects,
        Map<String, ZoneVerdict> verdicts,
        Habits habits,
        List<Posted> notices,
        List<Quiet> quiets,
        Map<Integer, TakenOut> takenOut,
        List<CertificateSeen> certificates) {
    public Snapshot {
        requireNonNull(now, "now");
        requireNonNull(habits, "habits");
        subjects = List.copyOf(subjects);
        verdicts = Map.copyOf(verdicts);
        notices = List.copyOf(notices);
        quiets = List.copyOf(quiets);
        takenOut = Map.copyOf(takenOut);
        certificates = List.copyOf(certificates);
    }
}
