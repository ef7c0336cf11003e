package io.nudger.config;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** URLs of targets. */
final class UrlType {
    static final Type<URI> URL = new Type<>("an absolute http or https URL", true, false, false, UrlType::parse);

    private static final int MAX_LENGTH = 4_096;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private UrlType() {}

    private static URI parse(String text) throws Refusal {
        // Whatever is wrong with it: what stands before an @ may be a password.
        boolean secret = text.indexOf('@') >= 0;
        if (text.length() > MAX_LENGTH) {
            throw new Refusal("longer than " + MAX_LENGTH + " characters", secret);
        }
        try {
            URI uri = new URI(text);
            String objection = objection(uri);
            if (objection.isEmpty()) {
                return uri;
            }
            throw new Refusal(objection, secret);
        } catch (URISyntaxException e) {
            String reason = e.getReason().toLowerCase(Locale.ROOT) + ", character " + (e.getIndex() + 1);
            throw new Refusal(reason, secret);
        }
    }

    /** Why it is no URL to check; empty when it is one. */
    private static String objection(URI uri) {
        if (uri.getScheme() == null) {
            return "it has no scheme";
        }
        if (!uri.getScheme().equals("http") && !uri.getScheme().equals("https")) {
            return "the scheme is " + uri.getScheme() + ", not http or https in lower case";
        }
        if (uri.getRawAuthority() == null) {
            return "it has no host";
        }
        if (uri.getRawAuthority().indexOf('@') >= 0) {
            return "user information is not sent; set headers: {authorization: ...}";
        }
        if (uri.getHost() == null) {
            return host(uri.getRawAuthority());
        }
        if (uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
            return "the port is not from 1 to " + HIGHEST_PORT;
        }
        return uri.getRawFragment() == null ? "" : "a fragment (#) is never sent; leave it out";
    }

    private static String host(String authority) {
        String host = PORT.matcher(authority).replaceFirst("");
        String reason = "a host is made of letters, digits, hyphens and dots";
        try {
            String ascii = IDN.toASCII(host);
            return ascii.equals(host) ? reason : reason + "; did you mean " + Quoted.of(ascii) + "?";
        } catch (IllegalArgumentException e) {
            return reason;
        }
    }
}
