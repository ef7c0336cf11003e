package io.nudger.check;

import java.util.Arrays;
import java.util.Optional;

/** How a result is written as the value of a record; the record header {@code content-type} says which. */
public enum WireFormat {
    /** One JSON object, UTF-8. */
    JSON("application/json"),
    /** The message of {@code nudger/check_result.proto}. */
    PROTOBUF("application/x-protobuf");

    /** The name of the record header that names the format. */
    public static final String HEADER = "content-type";

    private final String contentType;

    WireFormat(String contentType) {
        this.contentType = contentType;
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

    /** The format with this content type; empty when there is none. */
    public static Optional<WireFormat> ofContentType(String contentType) {
        return Arrays.stream(values())
                .filter(format -> format.contentType.equalsIgnoreCase(contentType))
                .findFirst();
    }
}
