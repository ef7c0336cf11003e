package io.nudger.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.util.NetUtil;
import io.nudger.check.FailureReason;
import io.nudger.check.Phase;
import io.nudger.check.ProxySpec;
import io.nudger.check.Wording;
import io.nudger.evaluate.Failure;
import io.nudger.support.Causes;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says for people what went wrong: what, where, after how long, in which phase; and puts it into a class, so that
 * failures can be counted.
 */
final class FailureClassifier {
    private static final int MAX_QUOTE = 200;

    /** What epoll writes before the words of the system. */
    private static final Pattern CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    private FailureClassifier() {}

    /**
     * The failure that an error of the network stands for.
     *
     * @param fetch the request that failed
     * @param cause how Vert.x reported it
     * @param elapsedNanos the time since the check began
     * @return null when the error is none of the network: a defect
     */
    static @Nullable Failure classify(Fetch fetch, Throwable cause, long elapsedNanos) {
        String after = " after " + Wording.time(elapsedNanos);
        if (cause instanceof BodyTooLargeException tooLarge) {
            return tooLarge("The body of " + fetch.destination() + " is larger than the " + tooLarge.limit()
                    + " bytes that are read.");
        }
        if (isTooLong(cause)) {
            return tooLarge("The response of " + fetch.destination() + " has headers beyond all measure" + after + ": "
                    + innermost(cause) + ".");
        }
        if (cause instanceof BlockedAddressException blocked) {
            return blocked(blocked);
        }
        if (cause instanceof NoHttp2Exception) {
            return Failure.conclusive(
                    FailureReason.TLS, place(fetch) + " was offered HTTP/2 alone, and does not speak it.");
        }
        if (!isNetwork(cause)) {
            return null;
        }
        Failure ofProxy = fetch.proxy() == null ? null : ProxyFailures.describe(fetch, cause, after);
        if (ofProxy != null) {
            return ofProxy;
        }
        return switch (fetch.phase()) {
            case RESOLVE -> ResolveFailures.describe(nameOf(fetch), cause, after);
            case CONNECT -> connect(fetch, cause, after);
            case TLS -> TlsFailures.describe(fetch, cause, after);
            case PROCESSING, TRANSFER -> broken(fetch, cause, after);
        };
    }

    /** The deadline has passed. */
    static Failure deadline(Fetch fetch, Duration timeout) {
        Phase phase = fetch.phase();
        String activity = phase == Phase.RESOLVE ? phase.activity() : phase.activity(place(fetch));
        return Failure.timely(
                FailureReason.TIMEOUT,
                "No complete response from " + fetch.destination() + " within " + Wording.time(timeout) + ": still "
                        + activity + progress(fetch) + ".");
    }

    static Failure tooManyRedirects(Fetch fetch, int limit) {
        return Failure.conclusive(
                FailureReason.REDIRECT,
                "The redirects do not end: " + limit + " were followed, and " + fetch.destination()
                        + " wants another.");
    }

    static Failure redirectToNowhere(Fetch fetch, Response answer) {
        return Failure.conclusive(
                FailureReason.REDIRECT,
                fetch.destination() + " answered " + answer.status() + ", but does not say where to go.");
    }

    static Failure unusableRedirect(Fetch fetch, String location, IllegalArgumentException problem) {
        return Failure.conclusive(
                FailureReason.REDIRECT,
                fetch.destination() + " redirects to \"" + Wording.excerpt(location, MAX_QUOTE) + "\", which "
                        + problem.getMessage() + ".");
    }

    /** The body is encoded in a way that is not undone here. */
    static Failure undecodable(Fetch fetch, ContentDecoder decoder) {
        return Failure.conclusive(
                FailureReason.BODY,
                "The body of " + fetch.destination() + " is encoded (" + Wording.excerpt(decoder.name(), MAX_QUOTE)
                        + ") and cannot be looked at: " + decoder.obstacle() + ".");
    }

    /** The body is not what its encoding says; null when the error is a defect. */
    static @Nullable Failure undecoded(Fetch fetch, Response answer, Throwable cause) {
        ContentDecoder decoder = answer.body().decoder();
        String encoding = decoder == null ? "" : " (" + Wording.excerpt(decoder.name(), MAX_QUOTE) + ")";
        if (cause instanceof BodyTooLargeException tooLarge) {
            return tooLarge("The body of " + fetch.destination() + " is larger than the " + tooLarge.limit()
                    + " bytes that are read, once it is decoded" + encoding + "; "
                    + answer.body().bytes()
                    + " bytes were received.");
        }
        if (cause instanceof IOException) {
            return Failure.conclusive(
                    FailureReason.BODY,
                    "The body of " + fetch.destination() + " cannot be decoded" + encoding + ": " + innermost(cause)
                            + ".");
        }
        return null;
    }

    /** What was seen of a server whose certificate was refused; null when that was not the failure. */
    static @Nullable TlsSession rejectedSession(Throwable cause) {
        RejectedCertificateException rejection = Causes.find(cause, RejectedCertificateException.class);
        return rejection == null ? null : rejection.session();
    }

    private static Failure tooLarge(String message) {
        return Failure.conclusive(FailureReason.TOO_LARGE, message);
    }

    private static Failure blocked(BlockedAddressException blocked) {
        String address = NetUtil.toAddressString(blocked.address());
        return Failure.conclusive(
                FailureReason.BLOCKED_ADDRESS,
                "No connection is made to "
                        + (blocked.host().equals(address) ? address : blocked.host() + " (" + address + ")")
                        + ": checks are denied the addresses " + blocked.denying()
                        + ". Settings can allow them (addresses.allow).");
    }

    /** HTTP/2 has no class of its own for headers that are far too long. */
    private static final String HEADERS_TOO_LONG = "Header size exceeded";

    private static boolean isTooLong(Throwable cause) {
        Http2Exception http2 = Causes.find(cause, Http2Exception.class);
        return Causes.find(cause, TooLongFrameException.class) != null
                || (http2 != null && String.valueOf(http2.getMessage()).startsWith(HEADERS_TOO_LONG));
    }

    private static boolean isNetwork(Throwable cause) {
        return cause instanceof GarbledResponseException
                || cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof Http2Exception;
    }

    private static Failure connect(Fetch fetch, Throwable cause, String after) {
        if (cause instanceof ConnectException
                && String.valueOf(cause.getMessage()).contains("refused")) {
            return Failure.conclusive(
                    FailureReason.CONNECT, "The connection to " + place(fetch) + " was refused" + after + ".");
        }
        // That an address cannot be reached is an answer of the network; that there was none rests on time.
        boolean timely = cause instanceof ConnectTimeoutException || isClosed(cause);
        return new Failure(
                FailureReason.CONNECT,
                "No connection to " + place(fetch) + after + ": " + innermost(cause) + ".",
                !timely);
    }

    private static Failure broken(Fetch fetch, Throwable cause, String after) {
        String server = place(fetch);
        String when = after + " while " + fetch.phase().activity() + progress(fetch);
        StreamResetException reset = Causes.find(cause, StreamResetException.class);
        if (reset != null) {
            return reset(server + " reset the stream (HTTP/2 error " + nameOf(reset.getCode()) + ")" + when + ".");
        }
        if (isClosed(cause)) {
            return reset(server + " closed the connection" + goodbye(fetch) + when + ".");
        }
        if (Causes.find(cause, SSLException.class) != null) {
            return Failure.timely(
                    FailureReason.TLS,
                    "The TLS connection to " + server + " broke" + when + ": " + TlsFailures.said(fetch, cause) + ".");
        }
        if (Causes.find(cause, IOException.class) != null) {
            return reset("The connection to " + server + " broke" + when + ": " + innermost(cause) + ".");
        }
        String protocol = Causes.find(cause, Http2Exception.class) == null ? "HTTP" : "HTTP/2";
        return Failure.conclusive(
                FailureReason.RESET,
                "What " + server + " sent is not " + protocol + when + ": " + innermost(cause) + ".");
    }

    /** Whether the server does not want this request over HTTP/2 (RFC 9113, 7). */
    static boolean wantsHttp1(Fetch fetch, Throwable cause) {
        StreamResetException reset = Causes.find(cause, StreamResetException.class);
        long code = reset == null ? fetch.goodbye() : reset.getCode();
        return code == Http2Error.HTTP_1_1_REQUIRED.code();
    }

    private static String nameOf(long http2Error) {
        Http2Error error = Http2Error.valueOf(http2Error);
        return error == null || error.code() != http2Error ? Long.toString(http2Error) : error.name();
    }

    private static String goodbye(Fetch fetch) {
        return fetch.goodbye() == 0 ? "" : " (HTTP/2 error " + nameOf(fetch.goodbye()) + ")";
    }

    private static Failure reset(String message) {
        return Failure.timely(FailureReason.RESET, message);
    }

    private static boolean isClosed(Throwable cause) {
        return Causes.find(cause, HttpClosedException.class) != null
                || Causes.find(cause, ClosedChannelException.class) != null
                || Causes.find(cause, SslClosedEngineException.class) != null
                || Causes.find(cause, PrematureChannelClosureException.class) != null;
    }

    private static String progress(Fetch fetch) {
        if (fetch.phase() != Phase.TRANSFER) {
            return "";
        }
        return fetch.answer() == null
                ? ", its headers not complete"
                : ", " + fetch.answer().body().bytes() + " bytes of the body so far";
    }

    private static String nameOf(Fetch fetch) {
        ProxySpec proxy = fetch.proxy();
        return proxy == null ? fetch.destination().host() : proxy.host() + " of the proxy";
    }

    /** The proxy that a request goes through. */
    static String proxy(Fetch fetch) {
        ProxySpec proxy = fetch.proxy();
        return proxy == null ? "no proxy" : "the proxy " + place(proxy.host(), fetch.address());
    }

    /** Who it was that failed: the name and the address, of the proxy as long as the way leads no further. */
    static String place(Fetch fetch) {
        String host = fetch.destination().host();
        if (fetch.proxy() == null) {
            return place(host, fetch.address());
        }
        boolean onTheWay = fetch.phase() == Phase.RESOLVE || fetch.phase() == Phase.CONNECT;
        return onTheWay ? proxy(fetch) : host + " through " + proxy(fetch);
    }

    private static String place(String host, @Nullable InetSocketAddress address) {
        if (address == null) {
            return host;
        }
        String socket = NetUtil.toSocketAddressString(address);
        return HostResolver.literal(host) == null ? host + " (" + socket + ")" : socket;
    }

    /** What the last cause says, to end a sentence; its class name when it says nothing. */
    static String innermost(Throwable error) {
        Throwable cause = Causes.root(error);
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String said = Wording.excerpt(CALL.matcher(message).replaceFirst(""), MAX_QUOTE)
                .strip();
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
