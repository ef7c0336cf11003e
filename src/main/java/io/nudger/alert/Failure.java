package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Why a check was down.
 *
 * @param reason the name of the reason
 * @param message what happened, in a sentence; null when it was not kept
 * @param statusCode of the response; null when there was none
 */
public record Failure(String reason, @Nullable String message, @Nullable Integer statusCode) {
    public Failure {
        requireNonNull(reason, "reason");
    }
}
