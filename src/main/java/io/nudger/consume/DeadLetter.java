package io.nudger.consume;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record among the dead letters. */
public final class DeadLetter {
    private final ConsumerRecord<byte[], byte[]> record;

    DeadLetter(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    /** Where it stands among the dead letters: {@code partition/offset}. */
    public String id() {
        return record.partition() + "/" + record.offset();
    }

    /** When it was sent there. */
    public Instant sent() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Why, as {@link DeadReason#wireName}; empty when it does not say. */
    public String reason() {
        return header(DeadLetters.REASON);
    }

    /** Why exactly. */
    public String message() {
        return header(DeadLetters.MESSAGE);
    }

    /** The topic it comes from; empty when it does not say. */
    public String topic() {
        return header(DeadLetters.TOPIC);
    }

    /** Where it stood in that topic: {@code partition/offset}. */
    public String source() {
        return header(DeadLetters.PARTITION) + "/" + header(DeadLetters.OFFSET);
    }

    /** The name of its target, when it has a key. */
    public String key() {
        byte[] key = record.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Whether only the beginning of its value is left. */
    public boolean isCut() {
        return !header(DeadLetters.CUT).isEmpty();
    }

    /** How often it was sent again before it came here. */
    public int resent() {
        try {
            return Integer.parseInt(header(DeadLetters.RESENT));
        } catch (NumberFormatException never) {
            return 0;
        }
    }

    /** All of it; the value as text where it is UTF-8, in base64 where not. */
    public JsonObject json() {
        JsonObject json = new JsonObject(new LinkedHashMap<>())
                .put("id", id())
                .put("sent", sent().toString())
                .put("reason", reason())
                .put("message", message())
                .put("topic", topic())
                .put("source", source())
                .put("key", key())
                .put("resent", resent())
                .put("cut", isCut());
        byte[] value = record.value();
        if (value == null) {
            return json.putNull("value");
        }
        String text = text(value);
        return text == null
                ? json.put("value_base64", Base64.getEncoder().encodeToString(value))
                : json.put("value", text);
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    private String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
