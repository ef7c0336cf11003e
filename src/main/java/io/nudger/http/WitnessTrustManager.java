package io.nudger.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides as another trust manager does, but lets the certificates that it refuses be seen: they travel in the exception
 * that ends the handshake.
 */
final class WitnessTrustManager extends X509ExtendedTrustManager {
    private static final String NO_CIPHER = "SSL_NULL_WITH_NULL_NULL";

    private final X509ExtendedTrustManager delegate;

    private WitnessTrustManager(X509ExtendedTrustManager delegate) {
        this.delegate = delegate;
    }

    /**
     * Trusts what this store holds.
     *
     * @param store the trusted certificates; null for those that come with Java
     */
    static WitnessTrustManager of(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .map(WitnessTrustManager::new)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Java has no manager of X.509 trust"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted certificates of Java cannot be read: " + e.getMessage(), e);
        }
    }

    /** Another that decides the same. */
    WitnessTrustManager copy() {
        return new WitnessTrustManager(delegate);
    }

    /** Accepts every server; its certificate is seen all the same. */
    static WitnessTrustManager acceptingAll() {
        return new WitnessTrustManager(new AcceptingAll());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            delegate.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            SSLSession handshake = engine.getHandshakeSession();
            throw new RejectedCertificateException(
                    new TlsSession(handshake.getProtocol(), cipher(handshake), List.of(chain)), e);
        }
    }

    /** OpenSSL knows the cipher only when the handshake is over. */
    private static String cipher(SSLSession handshake) {
        String cipher = handshake.getCipherSuite();
        return cipher.equals(NO_CIPHER) ? TlsSession.UNKNOWN : cipher;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        delegate.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        delegate.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        delegate.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        delegate.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return delegate.getAcceptedIssuers();
    }

    private static final class AcceptingAll extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
