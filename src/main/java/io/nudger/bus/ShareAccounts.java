package io.nudger.bus;

import io.nudger.check.Shares;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far the targets are accounted for in Kafka, share by share: what waits on the disk of this monitor is lost with it,
 * and does not count. All moments are microseconds since the epoch. Safe for use by several threads.
 */
public interface ShareAccounts {
    /**
     * How far a share is accounted for.
     *
     * @param until every slot of its targets up to and with this moment is acknowledged by Kafka
     * @param targets how many targets of it are checked here
     * @param checksPerSecond how many checks these are each second
     */
    record Account(long until, int targets, double checksPerSecond) {}

    /**
     * From now on a target that begins goes on where its share was left, whichever monitor left it.
     *
     * @param accountedUntil by the name of a target: the moment up to which its slots are accounted for; null when that is
     *     not known
     */
    void goOnFrom(Function<String, @Nullable Long> accountedUntil);

    /**
     * How far each share is accounted for, by number.
     *
     * @param count how many shares there are
     * @param now no account reaches further than this moment
     * @return null while results that Kafka does not have are on disk alone: then nobody can say
     */
    @Nullable List<Account> accounts(int count, long now);

    /** Whether Kafka has acknowledged everything that came of these shares. */
    boolean isAcknowledged(Shares shares);
}
