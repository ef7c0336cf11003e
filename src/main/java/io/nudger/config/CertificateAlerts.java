package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When certificates that expire are announced.
 *
 * @param days how many days before; each is announced once for a certificate
 * @param match the targets whose certificates they are
 * @param to names of receivers; empty when nobody is to hear of them
 */
public record CertificateAlerts(SortedSet<Integer> days, Match match, List<String> to) {
    /** What holds unless the file says otherwise. */
    public static final CertificateAlerts BUILT_IN =
            new CertificateAlerts(new TreeSet<>(List.of(1, 3, 7, 14, 30)), Match.ALL, List.of());

    public CertificateAlerts {
        NavigableSet<Integer> sorted = new TreeSet<>(days);
        days = Collections.unmodifiableSortedSet(sorted);
        requireNonNull(match, "match");
        to = List.copyOf(to);
    }
}
