package io.nudger.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for services that must come back on the port they had. They lie below the range that the system hands out to
 * outgoing connections: while the service is down, nobody is given its port by chance, not even a client that, trying to
 * reconnect to it, would end up connected to itself. Each process that tests run in has ports of its own, and hands out
 * each of them once: what is between two starts of its server is not given to another.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int PROCESSES = 12;
    private static final int EACH = (HIGHEST - LOWEST) / PROCESSES;
    private static final int FIRST = LOWEST + EACH * process();
    private static final AtomicInteger LAST =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(EACH));

    private FreePorts() {}

    /** A port of 127.0.0.1 that was free a moment ago; whoever binds it must expect that it is taken. */
    public static int next() {
        for (int attempt = 0; attempt < EACH; attempt++) {
            int port = FIRST + Math.floorMod(LAST.incrementAndGet(), EACH);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + (FIRST + EACH));
    }

    /** Maven numbers the processes that it runs tests in from one; any other takes one of the last numbers. */
    private static int process() {
        Integer fork = Integer.getInteger("surefire.forkNumber");
        return fork != null && fork < PROCESSES / 2
                ? fork
                : ThreadLocalRandom.current().nextInt(PROCESSES / 2, PROCESSES);
    }

    /** Whether a server could listen on this port of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
