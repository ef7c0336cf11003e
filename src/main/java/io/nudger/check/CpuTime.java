package io.nudger.check;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What work costs, whatever else happens on the machine meanwhile. */
public final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean MEASURED =
            THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    private CpuTime() {}

    /** Nanoseconds of the processor that this thread has used; by the clock where nobody counts them. Only differences count. */
    public static long nanos() {
        return MEASURED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
