package io.nudger.http;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who does the cryptography of the checks. What is trusted is decided by Java with either. */
enum TlsEngine {
    /** A handshake costs a quarter of what it costs Java, and as little in a new process as in an old one. */
    OPENSSL,
    /** Runs everywhere. */
    JDK;

    private static final Logger LOG = LoggerFactory.getLogger("nudger.probe");

    /** OpenSSL where its library can be loaded. {@code -Dio.netty.handler.ssl.noOpenSsl=true} keeps it away. */
    static TlsEngine best() {
        return OpenSsl.isAvailable() ? OPENSSL : JDK;
    }

    /** Loads what {@link #best} asks for. */
    static void load() {
        LOG.debug("tls of the checks provider={}", best());
    }

    SSLEngineOptions options() {
        SSLEngineOptions options = this == OPENSSL ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
        // Signatures and certificates take milliseconds, in which other checks of the event loop would come late.
        return options.setUseWorkerThread(true);
    }

    /** What it is, for the log. */
    String describe() {
        if (this == OPENSSL) {
            return OpenSsl.versionString();
        }
        return "Java " + Runtime.version().feature()
                + (OpenSsl.isAvailable() ? "" : ", as OpenSSL cannot be loaded: " + whyNoOpenSsl());
    }

    private static String whyNoOpenSsl() {
        Throwable cause = OpenSsl.unavailabilityCause();
        return cause == null ? "no reason given" : FailureClassifier.innermost(cause);
    }
}
