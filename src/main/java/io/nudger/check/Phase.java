package io.nudger.check;

import java.util.List;
import java.util.Locale;

/** A part of an exchange, in the order in which they follow each other. */
public enum Phase {
    /** From the question for the host name to its addresses. */
    RESOLVE("resolving the host name", "of"),
    /** From the first packet to the established TCP connection. */
    CONNECT("connecting", "to"),
    /** The TLS handshake. */
    TLS("in the TLS handshake", "with"),
    /** From the request to the first byte of the response. */
    PROCESSING("waiting for the response", "of"),
    /** From the first byte of the response to its last. */
    TRANSFER("receiving the response", "of");

    /** All of them, in order. */
    public static final List<Phase> ALL = List.of(values());

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final String activity;
    private final String preposition;

    Phase(String activity, String preposition) {
        this.activity = activity;
        this.preposition = preposition;
    }

    /** The lower-case name used in metrics and reports. */
    public String wireName() {
        return wireName;
    }

    /** What goes on in it, as a part of a sentence: {@code waiting for the response}. */
    public String activity() {
        return activity;
    }

    /** What goes on in it, and with whom: {@code waiting for the response of 192.0.2.1:80}. */
    public String activity(String server) {
        return activity + " " + preposition + " " + server;
    }
}
