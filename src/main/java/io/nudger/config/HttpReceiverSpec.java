package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.check.StatusSet;
import io.nudger.document.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that takes a request over HTTP. Every preset is one of these.
 *
 * @param name the identity
 * @param kind the preset, or {@code webhook}
 * @param request what is the same in every request
 * @param message how its body is made
 * @param settings what templates know as {@code settings}
 * @param signingKey the key of Standard Webhooks, decoded by {@link WebhookKey}; null when requests are not signed
 * @param calling how it is reached
 */
public record HttpReceiverSpec(
        String name,
        String kind,
        Request request,
        Message message,
        Map<String, Secret> settings,
        @Nullable WebhookKey signingKey,
        Calling calling)
        implements ReceiverSpec {
    /** The content type of nearly every request. */
    public static final String JSON = "application/json";

    public HttpReceiverSpec {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(request, "request");
        requireNonNull(message, "message");
        settings = Map.copyOf(settings);
        requireNonNull(calling, "calling");
    }

    /**
     * What is the same in every request.
     *
     * @param method the method
     * @param url where it goes; with most services, whoever knows it can send there
     * @param headers headers beside the content type, by lower-case name
     * @param ok the answers by which it is accepted
     */
    public record Request(String method, Secret url, Map<String, Secret> headers, StatusSet ok) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * How the body of a request is made.
     *
     * @param contentType what it is; values are escaped for it
     * @param template the template in Mustache; null for the JSON of nudger
     * @param markup what the service takes for markup
     * @param limits the longest texts that it takes
     * @param each whether it takes one target at a time
     */
    public record Message(String contentType, @Nullable String template, Markup markup, Limits limits, boolean each) {}

    /**
     * The longest texts that a service takes.
     *
     * @param title of a title, with its markup
     * @param text of a text, with its markup
     * @param inBytes whether they are counted in bytes of UTF-8, and not in characters of UTF-16
     */
    public record Limits(int title, int text, boolean inBytes) {
        /** Where nothing is known: longer than any message. */
        public static final Limits NONE = characters(1_000, 100_000);

        static Limits characters(int title, int text) {
            return new Limits(title, text, false);
        }

        static Limits bytes(int title, int text) {
            return new Limits(title, text, true);
        }
    }
}
