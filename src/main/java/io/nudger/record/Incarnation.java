package io.nudger.record;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * What is remembered of the database: which number stands for which name, and what the tables hold at least. All of it is
 * true of one incarnation of the database alone. When the database is set back, fails over to a standby that lacks
 * something, or is made anew, that is another incarnation, and everything is asked again. {@link CommitMarks} prove in
 * each transaction that it is still the same.
 */
final class Incarnation {
    private final int number;
    private final CommitMarks marks = new CommitMarks();
    private final NameTable zones;
    private final NameTable monitors;
    private final VerdictNames verdicts;
    private final TargetTable targets;
    private final CertificateTable certificates = new CertificateTable();
    private final ConfigTable configs = new ConfigTable();

    private Incarnation(int number, NameTable zones, NameTable monitors, VerdictNames verdicts, TargetTable targets) {
        this.number = number;
        this.zones = zones;
        this.monitors = monitors;
        this.verdicts = verdicts;
        this.targets = targets;
    }

    static Incarnation first() {
        return new Incarnation(0, NameTable.zones(), NameTable.monitors(), VerdictNames.first(), new TargetTable(0));
    }

    /** Remembers nothing of this one, but which numbers were given: none is given again. */
    Incarnation next() {
        return new Incarnation(number + 1, zones.anew(), monitors.anew(), verdicts.anew(), targets.anew());
    }

    /** How many there were before. */
    int number() {
        return number;
    }

    NameTable zones() {
        return zones;
    }

    NameTable monitors() {
        return monitors;
    }

    VerdictNames verdicts() {
        return verdicts;
    }

    TargetTable targets() {
        return targets;
    }

    CertificateTable certificates() {
        return certificates;
    }

    ConfigTable configs() {
        return configs;
    }

    /** As {@link CommitMarks#transaction}; what the work gives is remembered. */
    Future<Written> transaction(Database database, Function<SqlConnection, Future<Written>> work) {
        return marks.transaction(database, work, this::remember);
    }

    /** Another persister may have written the targets that come now: what is remembered of them may be outdated. */
    void forgetTargets() {
        targets.forget();
        configs.forget();
    }

    private void remember(Written written) {
        zones.remember(written.zones());
        monitors.remember(written.monitors());
        verdicts.remember(written.codes());
        targets.remember(written.targets());
        configs.remember(written.configs());
        certificates.remember(written.certificates());
    }
}
