package io.nudger.config;

import io.nudger.config.PageToken.Scope;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the tokens of a page. */
final class TokensReader {
    /** Shorter ones could be found by trying, since they are hashed without salt. */
    private static final Type<String> TOKEN = Type.scalar(
                    "a token of 32 to 1000 printable ASCII characters without blanks, such as openssl rand -hex 32 gives",
                    Pattern.compile("[\\x21-\\x7e]{32,1000}"))
            .hidden();

    private static final Type<String> SHA256 =
            Type.text("the SHA-256 of a token: 64 of 0-9 and a-f", Pattern.compile("[0-9a-f]{64}"));
    private static final Type<Scope> SCOPE = Type.oneOf(Stream.of(Scope.values())
            .collect(Collectors.toMap(scope -> scope.name().toLowerCase(Locale.ROOT), scope -> scope)));

    private final Section page;
    private final Map<String, PageToken> tokens = new LinkedHashMap<>();
    private final Map<String, Place> hashes = new HashMap<>();

    TokensReader(Section page) {
        this.page = page;
    }

    List<PageToken> read() {
        page.forEach("tokens", "a list of tokens", this::token);
        return List.copyOf(tokens.values());
    }

    private void token(Node node, Place place) {
        Section section = page.reading().section(node, place, "a token with name, token or sha256, and scopes");
        if (section == null) {
            return;
        }
        String name = section.require("name", Type.NAME);
        String hash = hash(section);
        Set<Scope> scopes = Lists.oneOrMore(section, "scopes", "a list of scopes", SCOPE);
        section.end();
        if (name == null || hash == null) {
            return;
        }
        if (hashes.putIfAbsent(hash, place) != null) {
            section.problem("name", "has the token of another; each stands once");
        }
        PageToken token = new PageToken(name, hash, section.has("scopes") ? scopes : Set.of(Scope.READ));
        if (tokens.putIfAbsent(name, token) != null) {
            section.problem("name", "is the name of another; each stands once");
        }
    }

    private static @Nullable String hash(Section section) {
        String token = section.read("token", TOKEN);
        String hash = section.read("sha256", SHA256);
        if (section.has("token") == section.has("sha256")) {
            section.problem(
                    "token", "wanted either token or sha256, found " + (section.has("token") ? "both" : "none"));
            return null;
        }
        return token == null ? hash : PageToken.hash(token);
    }
}
