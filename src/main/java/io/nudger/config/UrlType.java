package io.nudger.config;

import io.nudger.check.HostName;
import io.nudger.check.Ports;
import io.nudger.check.WebUrl;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs of targets. */
final class UrlType {
    static final Type<URI> URL =
            Type.of("an absolute http or https URL", UrlType::parse).textOnly();

    private static final int MAX_LENGTH = 4_096;
    private static final int LONGEST_LABEL = 63;
    private static final Pattern AUTHORITY = Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]*))(?::(\\d{0,5}))?");
    /** With underscores, which no registry gives out but container engines do. */
    private static final Pattern HOST_NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

    private UrlType() {}

    private static URI parse(String text) throws Refusal {
        // Whatever is wrong with it: what stands before an @ may be a password.
        boolean secret = text.indexOf('@') >= 0;
        if (text.length() > MAX_LENGTH) {
            throw new Refusal("longer than " + MAX_LENGTH + " characters", secret);
        }
        try {
            URI uri = new URI(WebUrl.tidy(text));
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
        String scheme = uri.getScheme();
        if (scheme == null) {
            return "it has no scheme";
        }
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return "the scheme is " + scheme;
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return "it has no host";
        }
        if (authority.indexOf('@') >= 0) {
            return "user information is not sent; set auth: {basic: {user: ..., password: ...}}";
        }
        if (uri.getRawFragment() != null) {
            return "a fragment (#) is never sent; leave it out";
        }
        // Not by getHost(), which knows neither underscores nor international names.
        Matcher matcher = AUTHORITY.matcher(authority);
        if (authority.startsWith("[") && authority.indexOf('%') >= 0) {
            return "an address with a zone (%) means something to one machine alone; leave the zone out";
        }
        if (!matcher.matches() || !isHost(matcher.group(1), matcher.group(2))) {
            return "its host is neither a name nor an address";
        }
        return isPort(matcher.group(3)) ? "" : "the port is not from 1 to " + Ports.HIGHEST;
    }

    /** An address in brackets was evaluated by {@link URI}. */
    private static boolean isHost(@Nullable String address, @Nullable String name) {
        if (name == null) {
            return address != null;
        }
        if (isCommonName(name)) {
            return true;
        }
        try {
            return HOST_NAME.matcher(HostName.toAscii(name)).matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether it is a name in letters, digits and hyphens, as nearly all are: those need no conversion. */
    private static boolean isCommonName(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean separates = c == '.' && label > 0 && name.charAt(i - 1) != '-';
            boolean belongs = isLetterOrDigit(c) || (c == '-' && label > 0);
            if (!separates && !belongs) {
                return false;
            }
            label = separates ? 0 : label + 1;
            if (label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0 && !name.endsWith("-");
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isPort(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return true;
        }
        return Ports.isPort(Integer.parseInt(text));
    }
}
