package io.nudger.receivers;

import io.nudger.check.StatusSet;
import io.nudger.check.Text;
import io.nudger.config.Calling;
import io.nudger.receivers.AddressGuard.BlockedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an answer, or none, says about whether a notice arrived. */
final class Answers {
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    /** Of Telegram and Discord, in JSON. */
    private static final Pattern RETRY_AFTER = Pattern.compile("\"retry_after\"\\s*:\\s*(\\d{1,9})");

    private final Masks masks;
    private final Clock clock;

    Answers(Masks masks, Clock clock) {
        this.masks = masks;
        this.clock = clock;
    }

    /** A service that has trouble or is busy will take it later; one that understood and does not want it never will. */
    Delivery of(HttpResponse<Buffer> response, StatusSet ok) {
        int status = response.statusCode();
        String body = response.body() == null ? "" : response.body().toString();
        String said = masks.line(body);
        String detail = status + " " + masks.line(Texts.orEmpty(response.statusMessage()));
        detail = detail.strip() + (said.isEmpty() ? "" : ": " + said);
        if (ok.contains(status)) {
            return Delivery.accepted(detail);
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            return new Delivery(Delivery.Result.RETRY, detail, retryAfter(response.getHeader("retry-after"), body));
        }
        if (status >= 300 && status < 400) {
            return Delivery.refused(detail + "; redirects are not followed, give the URL that this one leads to");
        }
        return Delivery.refused(detail);
    }

    /** Whatever went wrong on the way, may be right the next time. */
    Delivery of(Throwable failure, Calling calling) {
        return Delivery.retry(masks.line(reason(failure, calling)));
    }

    private static String reason(Throwable failure, Calling calling) {
        String message = Texts.orEmpty(failure.getMessage());
        if (failure instanceof BlockedException) {
            return message;
        }
        if (failure instanceof TimeoutException) {
            return "no answer within " + Text.duration(calling.timeout());
        }
        if (failure instanceof UnknownHostException) {
            return "the host has no address: " + message;
        }
        if (failure instanceof ConnectException) {
            return "cannot connect: " + message;
        }
        if (failure instanceof SSLException) {
            return "no TLS connection: " + deepest(failure);
        }
        return message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return Texts.orEmpty(cause.getMessage());
    }

    /** How long the service wants to be left alone; null when it does not say. */
    private @Nullable Duration retryAfter(@Nullable String header, String body) {
        if (header == null) {
            Matcher said = RETRY_AFTER.matcher(body);
            return said.find() ? bounded(Duration.ofSeconds(Long.parseLong(said.group(1)))) : null;
        }
        if (SECONDS.matcher(header.strip()).matches()) {
            return bounded(Duration.ofSeconds(Long.parseLong(header.strip())));
        }
        try {
            Instant until = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return bounded(Duration.between(clock.instant(), until));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
