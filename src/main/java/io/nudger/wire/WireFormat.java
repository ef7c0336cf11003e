package io.nudger.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a result is written as the value of a record; the record header {@code content-type} says which. */
public enum WireFormat {
    /** One JSON object, UTF-8. */
    JSON("application/json"),
    /** The message of {@code nudger/check_result.proto}. */
    PROTOBUF("application/x-protobuf");

    /** The name of the record header that names the format. */
    public static final String HEADER = "content-type";

    private static final List<WireFormat> ALL = List.of(values());

    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // It is never handed out.
    private final byte[] header;

    WireFormat(String contentType) {
        this.contentType = contentType;
        header = contentType.getBytes(StandardCharsets.UTF_8);
    }

    /** The value of the record header. */
    public String contentType() {
        return contentType;
    }

    /** Writes and reads this format. */
    public CheckResultCodec codec() {
        return switch (this) {
            case JSON -> JsonCodec.INSTANCE;
            case PROTOBUF -> ProtobufCodec.INSTANCE;
        };
    }

    /** The format with this content type, as the value of the record header; empty when there is none. */
    public static Optional<WireFormat> ofContentType(byte[] header) {
        // As nudger writes it: seen without making a text of it, for each record.
        for (WireFormat format : ALL) {
            if (Arrays.equals(format.header, header)) {
                return Optional.of(format);
            }
        }
        String contentType = new String(header, StandardCharsets.UTF_8);
        return ALL.stream()
                .filter(format -> format.contentType.equalsIgnoreCase(contentType))
                .findFirst();
    }
}
