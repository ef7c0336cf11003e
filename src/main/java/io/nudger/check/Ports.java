package io.nudger.check;

/** The bounds of a TCP or UDP port. */
public final class Ports {
    /** The lowest that can be connected to; to listen on 0 means on any that is free. */
    public static final int LOWEST = 1;

    public static final int HIGHEST = 65_535;

    private Ports() {}

    /** Whether it can be connected to. */
    public static boolean isPort(int number) {
        return number >= LOWEST && number <= HIGHEST;
    }
}
