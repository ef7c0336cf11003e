package io.nudger.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The headers of a request: {@code headers}, and {@code user_agent} and {@code auth}, which become two of them. */
final class HeaderOptions {
    private static final String TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]*";
    private static final Type<String> NAME = Type.text(
                    "the name of a header", Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}"))
            .hidden();
    private static final Type<String> VALUE = Type.scalar(
                    "the value of a header, without control characters", Pattern.compile(TEXT))
            .hidden()
            .repeating();
    private static final Type<String> USER_AGENT = Type.scalar(
                    "a text without control characters", Pattern.compile("[\\x20-\\x7e\\x80-\\xff]{1,1000}"))
            .repeating();
    private static final Type<String> USER = Type.scalar(
                    "a user name without a colon and control characters", Pattern.compile("[^:\\p{Cntrl}]{1,1000}"))
            .hidden();
    private static final Type<String> PASSWORD = Type.scalar(
                    "a password without control characters", Pattern.compile("[^\\p{Cntrl}]{0,1000}"))
            .hidden();
    private static final Type<String> TOKEN = Type.scalar(
                    "a token without blanks and control characters", Pattern.compile("[\\x21-\\x7e]{1,16384}"))
            .hidden();

    static final String AUTHORIZATION = "authorization";

    private HeaderOptions() {}

    /** The headers of the section, for what gets no token from elsewhere. */
    static Map<String, String> read(Section section) {
        return read(section, Map.of(), false);
    }

    /** The headers of the defaults and those of the section, which win. That a token is got is no header here. */
    static Map<String, String> readWithToken(Section section, Map<String, String> defaults) {
        return read(section, defaults, true);
    }

    private static Map<String, String> read(Section section, Map<String, String> defaults, boolean token) {
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        section.section("headers").readAll(NAME, VALUE, own);
        put(section, "user_agent", "user-agent", section.read("user_agent", USER_AGENT), own);
        put(section, "auth", AUTHORIZATION, authorization(section, token), own);
        boolean gets =
                token && section.isObject("auth") && section.section("auth").has(CredentialsOptions.KEY);
        if (gets && own.containsKey(AUTHORIZATION) && section.section("auth").hasOnly(CredentialsOptions.KEY)) {
            section.problem("auth", "gets a token by oauth2, beside headers.authorization; leave one of them out");
        }
        defaults.forEach((name, value) -> {
            if (!gets || !name.equalsIgnoreCase(AUTHORIZATION)) {
                own.putIfAbsent(name, value);
            }
        });
        return own;
    }

    /** What an option says about a header, which then must not stand among the headers as well. */
    private static void put(
            Section section, String key, String header, @Nullable String value, Map<String, String> into) {
        if (value != null && into.putIfAbsent(header, value) != null) {
            section.problem(key, "stands beside headers." + header + ", which says the same; leave one of them out");
        }
    }

    private static @Nullable String authorization(Section section, boolean token) {
        Section auth = section.section("auth");
        boolean gets = token && auth.entry(CredentialsOptions.KEY) != null;
        Section basic = auth.section("basic");
        String user = null;
        String password = null;
        if (auth.has("basic")) {
            user = basic.require("user", USER);
            password = basic.require("password", PASSWORD);
        }
        basic.end();
        String bearer = auth.read("bearer", TOKEN);
        long ways = Stream.of(auth.has("basic"), auth.has("bearer"), gets)
                .filter(there -> there)
                .count();
        if (ways != 1 && section.has("auth")) {
            section.problem(
                    "auth",
                    "wanted basic: {user, password}"
                            + (token ? ", bearer: TOKEN or oauth2: {...}" : " or bearer: TOKEN") + ", one of them");
        }
        auth.end();
        if (bearer != null) {
            return "Bearer " + bearer;
        }
        return user == null || password == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
