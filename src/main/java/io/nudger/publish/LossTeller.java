package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.nudger.check.MalformedResultException;
import io.nudger.check.SlotGap;
import io.nudger.spool.LossCause;
import io.nudger.spool.Spool;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what was given up is told, when Kafka takes what waits: what was lost gathers in ranges on disk, and
 * these become parcels. Belongs to one event loop.
 */
final class LossTeller {
    /** How many numbers {@link #tell} takes. */
    static final int AT_ONCE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(LossTeller.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Spool spool;
    private final Clock clock;
    private final Arrears arrears;
    private boolean isTelling;
    private long tellAgain;

    LossTeller(Spool spool, Clock clock, Arrears arrears) {
        this.spool = spool;
        this.clock = clock;
        this.arrears = arrears;
        this.tellAgain = clock.monotonicTime();
    }

    /** This parcel is given up, and no other place of it is left: its slots are to be told. */
    void giveUp(Parcel parcel, LossCause cause) {
        if (arrears.giveUp(parcel.number())) {
            return;
        }
        SlotGap gap;
        try {
            gap = cause.gap(parcel.entry());
        } catch (MalformedResultException ofAnotherVersion) {
            LOG.debug("what {} lost cannot be told: {}", parcel.target(), ofAnotherVersion.getMessage());
            arrears.cannotTell(1);
            return;
        }
        if (cause == LossCause.REFUSED && parcel.entry().isGap()) {
            // It would come back for ever.
            arrears.cannotTell(gap.slots());
            return;
        }
        arrears.lost(gap);
    }

    /** These slots were given up. */
    void giveUp(SlotGap gap) {
        arrears.lost(gap);
    }

    /** Whether there are ranges to tell, and all of their slots are lost. */
    boolean mayTell() {
        return spool.state().losses() > 0
                && !isTelling
                && arrears.areSettled()
                && clock.monotonicTime() - tellAgain >= 0;
    }

    /**
     * Makes parcels of some ranges.
     *
     * @param number the number of the first; {@link #AT_ONCE} from there are taken
     * @return how many there are; 0 when the disk failed, then it is time to ask again later
     */
    Future<Integer> tell(long number) {
        isTelling = true;
        return spool.tell(number, AT_ONCE).transform(done -> {
            isTelling = false;
            if (done.failed()) {
                tellAgain = clock.monotonicTime() + PAUSE_NANOS;
                return Future.succeededFuture(0);
            }
            LOG.info("{} ranges of slots whose results were given up are told to Kafka", done.result());
            return Future.succeededFuture(done.result());
        });
    }
}
