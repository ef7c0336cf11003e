package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check gets a token with before it asks the site: the client credentials grant of OAuth 2.0 (RFC 6749, 4.4).
 *
 * @param tokenUrl where tokens are given out, an http or https URL
 * @param clientId who asks
 * @param clientSecret what proves it; hidden in {@link #toString}
 * @param scopes what the token is to be good for; none for what the server thinks fit
 * @param audience whom the token is to be shown to; null to say nothing
 */
public record ClientCredentials(
        String tokenUrl, String clientId, String clientSecret, List<String> scopes, @Nullable String audience) {
    public ClientCredentials {
        requireNonNull(tokenUrl, "tokenUrl");
        requireNonNull(clientId, "clientId");
        requireNonNull(clientSecret, "clientSecret");
        scopes = List.copyOf(scopes);
    }

    /** Where tokens are given out, and nothing else. */
    @Override
    public String toString() {
        return "ClientCredentials[tokenUrl=" + ShownUrl.of(tokenUrl) + "]";
    }
}
