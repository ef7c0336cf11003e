package io.nudger.http;

import io.netty.handler.proxy.ProxyConnectException;
import io.nudger.check.FailureReason;
import io.nudger.evaluate.Failure;
import io.nudger.support.Causes;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says for people why a proxy does not lead to the site. */
final class ProxyFailures {
    /** How Netty reports what the proxy said, behind who was asked for whom. */
    private static final Pattern SAID = Pattern.compile(".* => .*?, (?:status: )?([^=>]+)");

    /** SOCKS has names for its answers: {@code HOST_UNREACHABLE(4)}. */
    private static final Pattern SOCKS = Pattern.compile("([A-Z_]+)\\(\\d+\\)");

    private ProxyFailures() {}

    /** The failure that the proxy is to blame for; null when it is not. */
    static @Nullable Failure describe(Fetch fetch, Throwable cause, String after) {
        ProxyRefusedException refused = Causes.find(cause, ProxyRefusedException.class);
        if (refused != null) {
            return failure(fetch, "it answered " + refused.getMessage(), after);
        }
        ProxyConnectException failed = Causes.find(cause, ProxyConnectException.class);
        return failed == null ? null : failure(fetch, why(String.valueOf(failed.getMessage())), after);
    }

    private static Failure failure(Fetch fetch, String why, String after) {
        Destination destination = fetch.destination();
        return Failure.timely(
                FailureReason.CONNECT,
                "The proxy does not lead to " + destination.urlHost() + ":" + destination.port() + after + ": "
                        + FailureClassifier.proxy(fetch) + " was asked, and " + why + ".");
    }

    private static String why(String message) {
        Matcher said = SAID.matcher(message);
        String answer = said.matches() ? said.group(1) : message;
        if (answer.equals("disconnected")) {
            return "it closed the connection";
        }
        if (answer.contains("uthStatus")) {
            return "it refused the user and the password";
        }
        if (answer.contains("authMethod")) {
            return "it accepts no way to say who asks; a user and a password may be missing";
        }
        Matcher socks = SOCKS.matcher(answer);
        return "it answered "
                + (socks.matches() ? socks.group(1).toLowerCase(Locale.ROOT).replace('_', ' ') : answer);
    }
}
