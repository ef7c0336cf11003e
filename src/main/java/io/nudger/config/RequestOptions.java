package io.nudger.config;

import io.nudger.check.ClientCredentials;
import io.nudger.check.Payload;
import io.nudger.check.RequestSpec;
import io.nudger.document.Document;
import io.nudger.document.Reading;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a check sends, and how far it goes for an answer; {@link HeaderOptions} and {@link ConnectionOptions} do their part. */
final class RequestOptions {
    private static final Type<String> METHOD =
            Type.oneOf(Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                    .collect(Collectors.toMap(Function.identity(), Function.identity())));
    private static final Type<String> BODY = Type.scalar(
                    "a text of at most 1048576 characters", Pattern.compile("(?s).{0,1048576}"))
            .hidden();
    private static final Type<Path> BODY_FILE = Type.path("the path of a file");
    private static final Type<Integer> MAX_REDIRECTS = Type.number(0, 50);
    private static final Type<Long> MAX_BODY_SIZE = Type.size(1, 64L << 20);
    private static final long MAX_PAYLOAD = 16L << 20;

    private RequestOptions() {}

    static RequestSpec read(Section section, RequestSpec defaults) {
        Reading reading = section.reading();
        String method = section.read("method", METHOD, defaults.method());
        Map<String, String> headers = HeaderOptions.readWithToken(section, defaults.headers());
        return new RequestSpec(
                method,
                headers,
                credentials(section, headers, defaults.credentials()),
                body(section, defaults.body()),
                section.read("cache_busting", Type.BOOLEAN, defaults.cacheBusting()),
                maxRedirects(section, defaults.maxRedirects()),
                section.read("cookies", Type.BOOLEAN, defaults.cookies()),
                section.read("max_body_size", MAX_BODY_SIZE, defaults.maxBodyBytes()),
                reading.share(ConnectionOptions.read(section, defaults.connection())));
    }

    /** Those of the section, or of the defaults where it does not say otherwise who asks. */
    private static @Nullable ClientCredentials credentials(
            Section section, Map<String, String> headers, @Nullable ClientCredentials otherwise) {
        ClientCredentials own = CredentialsOptions.read(section);
        if (own != null) {
            return section.reading().share(own);
        }
        return headers.containsKey(HeaderOptions.AUTHORIZATION) ? null : otherwise;
    }

    private static @Nullable Payload body(Section section, @Nullable Payload otherwise) {
        String text = section.read("body", BODY);
        Path file = section.read("body_file", BODY_FILE);
        if (section.has("body") && section.has("body_file")) {
            section.problem("body_file", "stands beside body; leave one of them out");
        }
        Payload body = otherwise;
        if (text != null) {
            body = Payload.of(text);
        } else if (file != null) {
            try {
                body = Payload.of(Document.bytes(file, MAX_PAYLOAD));
            } catch (Refusal e) {
                section.problem("body_file", e.naming(file).fault());
            }
        }
        return body == null ? null : section.reading().share(body);
    }

    /** {@code follow_redirects: false} is the short form of {@code max_redirects: 0}. */
    private static int maxRedirects(Section section, int otherwise) {
        Boolean follow = section.read("follow_redirects", Type.BOOLEAN);
        Integer most = section.read("max_redirects", MAX_REDIRECTS);
        if (follow != null && most != null && follow != (most > 0)) {
            section.problem("follow_redirects", "is " + follow + ", but max_redirects is " + most);
        }
        if (most != null) {
            return most;
        }
        if (follow == null) {
            return otherwise;
        }
        if (!follow) {
            return 0;
        }
        return otherwise == 0 ? RequestSpec.DEFAULT_MAX_REDIRECTS : otherwise;
    }
}
