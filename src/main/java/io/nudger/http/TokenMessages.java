package io.nudger.http;

import io.nudger.check.ClientCredentials;
import io.nudger.check.Payload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said to whoever gives out tokens, and what the answer means (RFC 6749, 4.4). */
final class TokenMessages {
    private static final int SUCCESS = 200;
    private static final Set<Integer> UNAUTHENTICATED = Set.of(400, 401);
    /** What is wrong with the request, when the client was known. */
    private static final Set<String> NOT_OF_THE_CLIENT =
            Set.of("invalid_scope", "invalid_grant", "unsupported_grant_type", "invalid_target");

    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,32768}");
    /** Of a token that does not say how long it is good for. */
    private static final long USUAL_SECONDS = TimeUnit.MINUTES.toSeconds(5);

    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(1);
    private static final long RENEWED_BEFORE = TimeUnit.MINUTES.toNanos(1);
    private static final long UNUSED_BEFORE = TimeUnit.SECONDS.toNanos(5);
    /** Of the life of a token. */
    private static final int RENEWED_SHARE = 5;

    private static final int UNUSED_SHARE = 10;

    private TokenMessages() {}

    /**
     * The request for a token.
     *
     * @param inBody whether the client secret stands in the body, and not in the header that every server understands
     * @param userAgent what the check calls itself; null for the usual
     */
    static Message request(ClientCredentials credentials, boolean inBody, @Nullable String userAgent) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("accept", "application/json");
        headers.put("content-type", "application/x-www-form-urlencoded");
        if (userAgent != null) {
            headers.put("user-agent", userAgent);
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (!credentials.scopes().isEmpty()) {
            form.put("scope", String.join(" ", credentials.scopes()));
        }
        if (credentials.audience() != null) {
            form.put("audience", credentials.audience());
        }
        if (inBody) {
            form.put("client_id", credentials.clientId());
            form.put("client_secret", credentials.clientSecret());
        } else {
            String pair = encode(credentials.clientId()) + ":" + encode(credentials.clientSecret());
            headers.put(
                    "authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return new Message("POST", headers, Payload.of(body), "");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The token that an answer gives. What else it says is not repeated: it may hold what was sent. */
    static Tokens.Token token(Response answer, boolean inBody, long now) throws TokenRefusedException {
        JsonObject json = json(answer);
        if (answer.statusCode() != SUCCESS) {
            String error = json.getValue("error") instanceof String code
                            && ERROR.matcher(code).matches()
                    ? code
                    : "";
            String redirect = Message.isRedirect(answer.statusCode()) ? "; no redirect is followed with a secret" : "";
            throw new TokenRefusedException(
                    "it answered " + answer.status() + (error.isEmpty() ? "" : ", " + error) + redirect,
                    UNAUTHENTICATED.contains(answer.statusCode()) && !NOT_OF_THE_CLIENT.contains(error));
        }
        if (!(json.getValue("access_token") instanceof String token)
                || !TOKEN.matcher(token).matches()) {
            throw new TokenRefusedException("there is no usable access_token in the JSON that it answered", false);
        }
        if (json.getValue("token_type") instanceof String type && !type.equalsIgnoreCase("bearer")) {
            throw new TokenRefusedException("its token is of another type than Bearer", false);
        }
        long life = TimeUnit.SECONDS.toNanos(Math.min(MOST_SECONDS, seconds(json.getValue("expires_in"))));
        long expiresAt = now + life - Math.min(UNUSED_BEFORE, life / UNUSED_SHARE);
        return new Tokens.Token(token, inBody, now + life - Math.min(RENEWED_BEFORE, life / RENEWED_SHARE), expiresAt);
    }

    /** Some servers write it as a text. */
    private static long seconds(@Nullable Object life) {
        try {
            return life == null ? USUAL_SECONDS : Math.max(0, (long) Double.parseDouble(life.toString()));
        } catch (NumberFormatException e) {
            return USUAL_SECONDS;
        }
    }

    /** What it answered; empty when that is no JSON. */
    private static JsonObject json(Response answer) {
        try {
            answer.body().decode();
            return new JsonObject(answer.body().text());
        } catch (DecodeException | IOException e) {
            return new JsonObject();
        }
    }
}
