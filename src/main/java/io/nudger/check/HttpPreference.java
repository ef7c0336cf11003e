package io.nudger.check;

/** Which version of HTTP a check speaks. */
public enum HttpPreference {
    /** HTTP/2 where the server offers it in the TLS handshake, HTTP/1.1 elsewhere. */
    AUTO,
    /** HTTP/1.1 alone. */
    HTTP_1_1,
    /** HTTP/2 alone: offered as the only version over https, spoken with prior knowledge over http. */
    HTTP_2
}
