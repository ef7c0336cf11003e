package io.nudger.config;

import io.nudger.document.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where a person goes from a message.
 *
 * @param page where more is to be seen; null for nowhere
 * @param acknowledge how the path {@code /ack} of an alerter is reached from outside; null when messages have no such link
 * @param secret signs these links; null without them
 * @param token who presents it may acknowledge without a link; null when nobody may
 */
public record MessageLinks(
        @Nullable String page, @Nullable String acknowledge, @Nullable Secret secret, @Nullable Secret token) {
    /** To nowhere. */
    public static final MessageLinks NONE = new MessageLinks(null, null, null, null);
}
