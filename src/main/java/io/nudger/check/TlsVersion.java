package io.nudger.check;

/** A version of TLS that a check speaks. */
public enum TlsVersion {
    /** TLS 1.2. */
    V1_2("TLSv1.2"),
    /** TLS 1.3. */
    V1_3("TLSv1.3");

    private final String protocol;

    TlsVersion(String protocol) {
        this.protocol = protocol;
    }

    /** The name that Java gives it. */
    public String protocol() {
        return protocol;
    }
}
