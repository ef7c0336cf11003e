package io.nudger.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Browsers offer no signatures with larger curves, and none of Edwards. */
    private static final int LARGEST_CURVE = 384;

    /** Enough for the chains of all sites whose own certificate is not the first to expire. */
    private static final int MAX_PATHS = 1_000;

    private final X509ExtendedTrustManager delegate;
    private final boolean verifying;
    private final List<X509Certificate> trusted;
    private final Map<List<X509Certificate>, X509Certificate> firstNeeded =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<X509Certificate>, X509Certificate> eldest) {
                    return size() > MAX_PATHS;
                }
            });

    private WitnessTrustManager(X509ExtendedTrustManager delegate, boolean verifying) {
        this.delegate = delegate;
        this.verifying = verifying;
        this.trusted = List.of(delegate.getAcceptedIssuers());
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
                    .map(manager -> new WitnessTrustManager(manager, true))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Java has no manager of X.509 trust"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted certificates of Java cannot be read: " + e.getMessage(), e);
        }
    }

    /** Another that decides the same. */
    WitnessTrustManager copy() {
        return new WitnessTrustManager(delegate, verifying);
    }

    /** Accepts every server; its certificate is seen all the same. */
    static WitnessTrustManager acceptingAll() {
        return new WitnessTrustManager(new AcceptingAll(), false);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            delegate.checkServerTrusted(chain, authType, engine);
            if (verifying) {
                verify(chain[0], engine.getPeerHost());
            }
        } catch (CertificateException e) {
            SSLSession handshake = engine.getHandshakeSession();
            throw new RejectedCertificateException(
                    new TlsSession(handshake.getProtocol(), cipher(handshake), List.of(chain), null), e);
        }
    }

    /** What browsers refuse, and Java does not. */
    private static void verify(X509Certificate leaf, @Nullable String host) throws CertificateException {
        if (host != null && !CertificateNames.isFor(leaf, host)) {
            throw new CertificateException("the certificate is for others than " + host);
        }
        PublicKey key = leaf.getPublicKey();
        boolean large = key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() > LARGEST_CURVE;
        if (large || key instanceof EdECPublicKey) {
            throw new CertificateException("its key is of a kind that browsers do not accept ("
                    + (large ? "an elliptic curve larger than P-384" : key.getAlgorithm()) + ")");
        }
    }

    /** Of the certificates that were needed to accept this chain, the one that expires first; null for no chain. */
    @Nullable X509Certificate firstNeeded(List<X509Certificate> chain) {
        if (chain.isEmpty() || CertificatePath.firstSent(chain).equals(chain.get(0))) {
            return chain.isEmpty() ? null : chain.get(0);
        }
        return firstNeeded.computeIfAbsent(chain, sent -> CertificatePath.firstNeeded(sent, trusted));
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
