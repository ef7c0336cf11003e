package io.nudger.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.nudger.check.Micros;
import io.nudger.check.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of one record into a draft: every field in its type, null as absent, unknown fields passed over. */
final class JsonReader {
    private static final int MAX_EXPONENT = 32;

    private final JsonParser in;
    private final ResultDraft draft = new ResultDraft();
    /** The object that is being read, as a prefix for messages. */
    private String path = "";

    private JsonReader(JsonParser in) {
        this.in = in;
    }

    static ResultDraft read(JsonFactory json, byte[] bytes) throws MalformedResultException {
        try (JsonParser in = json.createParser(bytes)) {
            JsonReader reader = new JsonReader(in);
            reader.document();
            return reader.draft;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
            throw new MalformedResultException(
                    "not the JSON of a result" + where + ": " + Text.oneLine(e.getOriginalMessage(), 200), e);
        } catch (IOException e) {
            throw new MalformedResultException("not the JSON of a result: " + Text.oneLine(e.toString(), 200), e);
        }
    }

    private void document() throws IOException, MalformedResultException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedResultException("not the JSON of a result: wanted an object, found " + found());
        }
        fields(this::resultField);
        if (in.nextToken() != null) {
            throw new MalformedResultException("not the JSON of a result: after the object, found " + found());
        }
    }

    /** Reads the fields of the object that was just entered. */
    private void fields(FieldReader reader) throws IOException, MalformedResultException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() != JsonToken.VALUE_NULL) {
                reader.read(name);
            }
        }
    }

    private void resultField(String name) throws IOException, MalformedResultException {
        switch (name) {
            case "v" -> draft.v = integer();
            case "target" -> draft.target = text();
            case "url" -> draft.url = text();
            case "zone" -> draft.zone = text();
            case "monitor" -> draft.monitor = text();
            case "scheduled_at" -> draft.scheduledAt = instant();
            case "started_at" -> draft.startedAt = instant();
            case "first_slot" -> draft.firstSlot = instant();
            case "last_slot" -> draft.lastSlot = instant();
            case "outcome" -> draft.outcome = text();
            case "reason" -> draft.reason = text();
            case "message" -> draft.message = text();
            case "attempts" -> draft.attempts = integer();
            case "status_code" -> draft.statusCode = integer();
            case "duration" -> draft.duration = seconds();
            case "degraded" -> draft.degraded = flag();
            case "phases" -> object(this::phase);
            case "regexp_matched" -> draft.regexpMatched = flag();
            case "match" -> draft.match = text();
            case "body_excerpt" -> draft.bodyExcerpt = text();
            case "body_bytes" -> draft.bodyBytes = integer();
            case "remote_address" -> draft.remoteAddress = text();
            case "protocol" -> draft.protocol = text();
            case "certificate" -> {
                draft.hasCertificate = true;
                object(this::certificateField);
            }
            case "headers" -> object(header -> draft.headers.put(header, text()));
            case "first_failure" -> {
                draft.hasFirstFailure = true;
                object(this::firstFailureField);
            }
            case "interval" -> draft.interval = seconds();
            case "labels" -> object(label -> draft.labels.put(label, text()));
            case "regexp" -> draft.regexp = text();
            case "failure_threshold" -> draft.failureThreshold = integer();
            case "success_threshold" -> draft.successThreshold = integer();
            case "config" -> draft.config = text();
            default -> skip();
        }
    }

    private void phase(String name) throws IOException, MalformedResultException {
        switch (name) {
            case "resolve" -> draft.resolve = seconds();
            case "connect" -> draft.connect = seconds();
            case "tls" -> draft.tls = seconds();
            case "processing" -> draft.processing = seconds();
            case "transfer" -> draft.transfer = seconds();
            default -> skip();
        }
    }

    private void certificateField(String name) throws IOException, MalformedResultException {
        switch (name) {
            case "not_after" -> draft.notAfter = instant();
            case "sha256" -> draft.sha256 = text();
            case "issuer" -> draft.issuer = text();
            case "subject" -> draft.subject = text();
            case "tls_version" -> draft.tlsVersion = text();
            case "tls_cipher" -> draft.tlsCipher = text();
            default -> skip();
        }
    }

    private void firstFailureField(String name) throws IOException, MalformedResultException {
        switch (name) {
            case "reason" -> draft.firstReason = text();
            case "message" -> draft.firstMessage = text();
            default -> skip();
        }
    }

    private void object(FieldReader reader) throws IOException, MalformedResultException {
        require(JsonToken.START_OBJECT, "an object");
        path = in.currentName() + ".";
        fields(reader);
        path = "";
    }

    private void skip() throws IOException {
        in.skipChildren();
    }

    private String text() throws IOException, MalformedResultException {
        require(JsonToken.VALUE_STRING, "a text");
        return in.getText();
    }

    private boolean flag() throws IOException, MalformedResultException {
        if (!in.currentToken().isBoolean()) {
            throw malformed("true or false");
        }
        return in.getBooleanValue();
    }

    private long integer() throws IOException, MalformedResultException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return in.getLongValue();
        } catch (InputCoercionException outOfRange) {
            throw malformed("a whole number of at most 63 bits");
        }
    }

    /** Seconds, as whole microseconds; what is finer is cut off. */
    private long seconds() throws IOException, MalformedResultException {
        if (!in.currentToken().isNumeric()) {
            throw malformed("seconds such as 0.25");
        }
        long usual = WireText.seconds(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        if (usual != WireText.OTHER) {
            return usual;
        }
        BigDecimal seconds = in.getDecimalValue();
        // Before any arithmetic: a number such as 1e999999999 is short to write and endless to compute.
        if (Math.abs((long) seconds.scale()) > MAX_EXPONENT) {
            throw malformed("seconds such as 0.25");
        }
        try {
            return seconds.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
        } catch (ArithmeticException outOfRange) {
            throw malformed("seconds such as 0.25");
        }
    }

    /** An instant, as microseconds since the epoch. */
    private long instant() throws IOException, MalformedResultException {
        String wanted = "an instant such as 2026-11-21T12:00:00Z";
        require(JsonToken.VALUE_STRING, wanted);
        long usual = WireText.instant(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        if (usual != WireText.OTHER) {
            return usual;
        }
        try {
            return Micros.of(Instant.parse(in.getText()));
        } catch (DateTimeException | ArithmeticException noInstant) {
            throw malformed(wanted);
        }
    }

    private void require(JsonToken token, String wanted) throws IOException, MalformedResultException {
        if (in.currentToken() != token) {
            throw malformed(wanted);
        }
    }

    private MalformedResultException malformed(String wanted) throws IOException {
        return MalformedResultException.field(Text.oneLine(path + in.currentName(), 100), wanted, found());
    }

    /** The current token in a few words. */
    private String found() throws IOException {
        @Nullable JsonToken token = in.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> Text.quote(in.getText());
            default -> Text.oneLine(in.getText(), 40);
        };
    }

    /** Reads the value of one field. */
    private interface FieldReader {
        void read(String name) throws IOException, MalformedResultException;
    }
}
