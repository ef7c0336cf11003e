package io.nudger.http;

import java.security.cert.CertificateException;

/** The server's certificate was not accepted; carries what the server presented. */
final class RejectedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1;

    private final transient TlsSession session;

    RejectedCertificateException(TlsSession session, CertificateException cause) {
        super(cause.getMessage(), cause);
        this.session = session;
    }

    TlsSession session() {
        return session;
    }
}
