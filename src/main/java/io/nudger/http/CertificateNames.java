package io.nudger.http;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * For whom a certificate is, as browsers see it (RFC 9525): its alternative names say it alone, and a wildcard stands for
 * one whole label. Java would also take a common name, and a wildcard within a label.
 */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final String WILDCARD = "*.";

    private CertificateNames() {}

    /** Whether the host, a name in ASCII or an address, is among them. */
    static boolean isFor(X509Certificate certificate, String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address != null) {
            return all(certificate, ADDRESS).stream()
                    .anyMatch(name -> Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(name)));
        }
        String name = host.toLowerCase(Locale.ROOT);
        String wanted = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return all(certificate, DNS).stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), wanted));
    }

    private static boolean matches(String pattern, String name) {
        if (!pattern.startsWith(WILDCARD)) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && pattern.substring(WILDCARD.length()).equals(name.substring(dot + 1));
    }

    /** What is written there as a DNS name. */
    static boolean hasAsName(X509Certificate certificate, String text) {
        return all(certificate, DNS).contains(text);
    }

    /** Every name of whichever kind. */
    static List<String> all(X509Certificate certificate) {
        return entries(certificate).stream()
                .map(entry -> Objects.toString(entry.get(1)))
                .toList();
    }

    private static List<String> all(X509Certificate certificate, int kind) {
        return entries(certificate).stream()
                .filter(entry -> Objects.equals(entry.get(0), kind))
                .map(entry -> Objects.toString(entry.get(1)))
                .toList();
    }

    private static Collection<List<?>> entries(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            return entries == null ? List.of() : entries;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
