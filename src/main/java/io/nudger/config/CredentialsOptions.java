package io.nudger.config;

import io.nudger.check.ClientCredentials;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a target gets a token with: {@code auth.oauth2}. */
final class CredentialsOptions {
    static final String KEY = "oauth2";

    private static final Type<String> ID = Type.scalar(
                    "a client id of 1 to 1000 printable characters", Pattern.compile("[^\\p{Cntrl}]{1,1000}"))
            .hidden();
    private static final Type<String> SECRET = Type.scalar(
                    "a client secret of 1 to 4000 printable characters", Pattern.compile("[^\\p{Cntrl}]{1,4000}"))
            .hidden();
    private static final Type<String> SCOPE = Type.text(
            "a scope without blanks, quotes and backslashes", Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,1000}"));
    private static final Type<String> AUDIENCE =
            Type.scalar("a text without control characters", Pattern.compile("[^\\p{Cntrl}]{1,1000}"));

    private CredentialsOptions() {}

    /** What the section says; null when it says nothing, or something wrong, which is reported. */
    static @Nullable ClientCredentials read(Section section) {
        if (!section.isObject("auth")) {
            return null;
        }
        Section auth = section.section("auth");
        if (!auth.has(KEY)) {
            return null;
        }
        Section own = auth.section(KEY);
        URI tokenUrl = own.require("token_url", UrlType.URL);
        String id = own.require("client_id", ID);
        String secret = own.require("client_secret", SECRET);
        List<String> scopes = List.copyOf(Lists.oneOrMore(own, "scopes", "a list of scopes", SCOPE));
        String audience = own.read("audience", AUDIENCE);
        own.end();
        return tokenUrl == null || id == null || secret == null
                ? null
                : new ClientCredentials(tokenUrl.toString(), id, secret, scopes, audience);
    }
}
