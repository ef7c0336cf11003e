package io.nudger.config;

import io.nudger.check.Origin;
import io.nudger.check.Zone;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a process is given, parsed and valid. The defaults are in {@code conf/} and {@code docs/configuration.md}.
 *
 * @param roles what the process does; not empty
 * @param zone where its checks come from
 * @param monitorId the process's own name
 * @param targets where the targets are read from
 * @param checks how much is done at the same time
 * @param kafka the topics and the clients
 * @param postgres the record's database
 * @param persister what is accepted into the record
 * @param spool where results wait on disk
 * @param sharing how the monitors of the zone share its targets
 * @param http where health and metrics are served
 * @param alerts the file that says who hears of what; null when nobody does
 * @param alerter how states are decided
 * @param page where the status pages are served
 * @param pages the file that says which pages there are; null for one page with everything
 */
public record Settings(
        Set<Role> roles,
        Zone zone,
        String monitorId,
        TargetSource targets,
        CheckSettings checks,
        KafkaSettings kafka,
        PostgresSettings postgres,
        PersisterSettings persister,
        SpoolSettings spool,
        SharingSettings sharing,
        HttpSettings http,
        @Nullable Path alerts,
        AlerterSettings alerter,
        HttpSettings page,
        @Nullable Path pages) {
    public Settings {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a process needs a role");
        }
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** Whether the process has this role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Who this process's results come from. */
    public Origin origin() {
        return new Origin(zone.name(), monitorId);
    }
}
