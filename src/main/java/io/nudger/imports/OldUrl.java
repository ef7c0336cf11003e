package io.nudger.imports;

import io.nudger.check.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as nudger takes it.
 *
 * @param text the URL
 * @param changes what was changed for it
 * @param credentials whether it held user information, which is cut out
 */
record OldUrl(String text, List<String> changes, boolean credentials) {
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z][A-Za-z0-9+.-]*)://(?:([^/?#]*)@)?([^/?#:\\[]*|\\[[^]]*])(:[^/?#]*)?([^#]*)(#.*)?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
    private static final Pattern NOT_ASCII = Pattern.compile(".*[^\\x00-\\x7f].*");

    private static final Pattern USER_INFO = Pattern.compile("[^\\s/?#\"',]*@(?=[^\\s\"'])");

    OldUrl {
        changes = List.copyOf(changes);
    }

    /** Completes it and cuts out what is never sent. What is beyond help is left to the parser. */
    static OldUrl of(String old) {
        List<String> changes = new ArrayList<>();
        String text = old.strip();
        if (!SCHEME.matcher(text).matches() && !text.startsWith("${")) {
            changes.add("url: had no scheme, http is taken");
            text = "http://" + text;
        }
        Matcher url = FORM.matcher(text);
        if (!url.matches()) {
            return new OldUrl(text, changes, false);
        }
        if (url.group(6) != null) {
            changes.add("url: the part behind # is never sent, and left out");
        }
        String port = url.group(4) == null ? "" : url.group(4);
        text = url.group(1).toLowerCase(Locale.ROOT) + "://" + host(url.group(3), changes) + port + url.group(5);
        return new OldUrl(text, changes, url.group(2) != null);
    }

    /** A text for people, in which URLs are without user information. */
    static String masked(String text) {
        return USER_INFO.matcher(text).replaceAll("");
    }

    private static String host(String host, List<String> changes) {
        if (!NOT_ASCII.matcher(host).matches()) {
            return host;
        }
        try {
            String ascii = HostName.toAscii(host);
            changes.add("url: " + host + " is " + ascii + " in the name system");
            return ascii;
        } catch (IllegalArgumentException e) {
            return host;
        }
    }
}
