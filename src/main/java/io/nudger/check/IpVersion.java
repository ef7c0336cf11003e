package io.nudger.check;

/** Which addresses of a host are connected to. */
public enum IpVersion {
    /** Any, in the order in which the system prefers them. */
    AUTO,
    /** IPv4 alone. */
    V4,
    /** IPv6 alone. */
    V6
}
