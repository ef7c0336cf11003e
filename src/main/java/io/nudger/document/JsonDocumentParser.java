package io.nudger.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.nudger.document.Node.Scalar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads JSON. YAML would do for most of it, but refuses tabs, and speaks of YAML in its messages. */
final class JsonDocumentParser {
    private final JsonParser json;
    private final TreeBuilder tree;

    private JsonDocumentParser(JsonParser json, TreeBuilder tree) {
        this.json = json;
        this.tree = tree;
    }

    static void parse(String text, TreeBuilder tree) throws SyntaxException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            new JsonDocumentParser(json, tree).parse();
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new SyntaxException(
                    location == null ? 0 : location.getLineNr(),
                    location == null ? 0 : location.getColumnNr(),
                    "not valid JSON: " + reason(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    private void parse() throws IOException, SyntaxException {
        int depth = 0;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            depth += handle(token);
            if (depth == 0) {
                refuseMore();
                return;
            }
        }
    }

    /** @return how much deeper the token leads: 1, 0 or -1 */
    private int handle(JsonToken token) throws IOException, SyntaxException {
        JsonLocation at = json.currentTokenLocation();
        int line = at.getLineNr();
        if (token == JsonToken.START_OBJECT) {
            tree.beginMapping(null, line, at.getColumnNr());
            return 1;
        }
        if (token == JsonToken.START_ARRAY) {
            tree.beginSequence(null, line, at.getColumnNr());
            return 1;
        }
        if (token.isStructEnd()) {
            tree.end();
            return -1;
        }
        boolean quoted = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
        tree.scalar(new Scalar(json.getText(), quoted), null, line);
        return 0;
    }

    private void refuseMore() throws IOException, SyntaxException {
        if (json.nextToken() != null) {
            JsonLocation at = json.currentTokenLocation();
            throw new SyntaxException(at.getLineNr(), at.getColumnNr(), "not valid JSON: something follows its end");
        }
    }

    /** Jackson's reason without the piece of the document that it may quote, and without its advice for programmers. */
    private static String reason(String message) {
        if (message.startsWith("Unrecognized token")) {
            return "a bare word; a text stands in double quotes";
        }
        String reason = message;
        for (String aside : List.of(" (start marker", " (for root", " (not recognized")) {
            int at = reason.indexOf(aside);
            reason = at < 0 ? reason : reason.substring(0, at);
        }
        return reason;
    }
}
