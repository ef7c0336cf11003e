package io.nudger.http;

import io.nudger.check.ClientCredentials;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.FailureReason;
import io.nudger.check.RequestSpec;
import io.nudger.evaluate.Failure;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gets the token that a check shows to the site: one that was kept, or a new one, in the same way as the site is reached
 * and under the deadline of the check. Lives on the event loop of its exchange.
 */
final class Authorization {
    private static final int UNAUTHORIZED = 401;
    private static final long MAX_ANSWER = 64 * 1024;

    private final Tokens tokens;
    private final Fetch.Wiring wiring;
    private final RequestSpec request;
    private final ClientCredentials credentials;
    private final Destination destination;
    private final Tokens.Key key;
    private final ConnectionSpec connection;
    private @Nullable Fetch fetch;
    private @Nullable TlsSession rejected;
    private Tokens.@Nullable Token token;
    private boolean kept;

    /** @param site the first that is asked */
    Authorization(
            Tokens tokens, Fetch.Wiring wiring, RequestSpec request, ClientCredentials credentials, Destination site) {
        this.tokens = tokens;
        this.wiring = wiring;
        this.request = request;
        this.credentials = credentials;
        this.destination = Destination.of(URI.create(credentials.tokenUrl()));
        this.key = new Tokens.Key(credentials, request.connection());
        this.connection = destination.host().equals(site.host())
                ? request.connection()
                : request.connection().elsewhere();
    }

    /** The value of the header. Fails as a {@link Fetch} does, or when there is an answer and no token in it. */
    Future<String> header() {
        long now = System.nanoTime();
        Tokens.Token known = tokens.take(key, now);
        if (known != null) {
            return Future.succeededFuture(use(known, true));
        }
        Tokens.Token last = tokens.last(key);
        boolean inBody = last != null && last.inBody();
        return fetch(inBody)
                .recover(cause -> cause instanceof TokenRefusedException refused && refused.mayHelpOtherWay()
                        ? fetch(!inBody)
                        : Future.failedFuture(cause))
                .map(got -> {
                    tokens.put(key, got, System.nanoTime());
                    return use(got, false);
                })
                .recover(cause -> last != null && last.isGood(System.nanoTime())
                        ? Future.succeededFuture(use(last, true))
                        : Future.failedFuture(cause));
    }

    private String use(Tokens.Token used, boolean wasKept) {
        token = used;
        kept = wasKept;
        return "Bearer " + used.value();
    }

    private Future<Tokens.Token> fetch(boolean inBody) {
        String userAgent = request.headers().get("user-agent");
        Fetch asked = new Fetch(wiring, connection, destination, TokenMessages.request(credentials, inBody, userAgent));
        fetch = asked;
        return asked.run(new Fetch.Reading(answer -> false, MAX_ANSWER, true, false))
                .onFailure(cause -> rejected = FailureClassifier.rejectedSession(cause))
                .compose(answer -> {
                    try {
                        return Future.succeededFuture(TokenMessages.token(answer, inBody, System.nanoTime()));
                    } catch (TokenRefusedException e) {
                        return Future.failedFuture(e);
                    }
                });
    }

    /**
     * Whether the site is asked once more with a new token: it did not accept one that was kept from an earlier check.
     * That one is not used again.
     */
    boolean isRefused(Fetch asked, Response answer) {
        Tokens.Token used = token;
        boolean shown =
                answer.statusCode() == UNAUTHORIZED && asked.message().headers().containsKey(Message.AUTHORIZATION);
        if (!shown || used == null) {
            return false;
        }
        tokens.refused(key, used, System.nanoTime());
        return kept;
    }

    /** The failure that an error stands for; null when it is a defect. */
    @Nullable Failure failure(Throwable cause, long elapsedNanos) {
        if (cause instanceof TokenRefusedException) {
            return Failure.conclusive(
                    FailureReason.TOKEN, "No token was given by " + destination + ": " + cause.getMessage() + ".");
        }
        Fetch asked = fetch;
        return asked == null ? null : ofToken(FailureClassifier.classify(asked, cause, elapsedNanos));
    }

    /** The deadline of the check has passed, and there is no token yet. */
    @Nullable Failure deadline(Duration timeout) {
        Fetch asked = fetch;
        return asked == null ? null : ofToken(FailureClassifier.deadline(asked, timeout));
    }

    private @Nullable Failure ofToken(@Nullable Failure failure) {
        return failure == null
                ? null
                : new Failure(
                        FailureReason.TOKEN,
                        "No token was given by " + destination + ". " + failure.message(),
                        failure.conclusive());
    }

    /** What is reported of the request for a token; null when none was made. */
    @Nullable Hop hop() {
        return fetch == null ? null : fetch.hop(rejected);
    }

    /** How long the event loop has worked on what came. */
    long busyNanos() {
        return fetch == null ? 0 : fetch.busyNanos();
    }

    /** Ends it without waiting for anything. */
    void abort() {
        if (fetch != null) {
            fetch.abort();
        }
    }
}
