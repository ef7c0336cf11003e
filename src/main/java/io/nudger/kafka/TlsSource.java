package io.nudger.kafka;

import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a {@link RenewingSslEngineFactory} gets certificates from. Called on threads of the Kafka clients. */
interface TlsSource {
    /** The properties of the client as they are now; may block. */
    Map<String, String> properties();

    /** Called with the certificate that the client shows from now on; null when it shows none. */
    void shows(@Nullable X509Certificate certificate);
}
