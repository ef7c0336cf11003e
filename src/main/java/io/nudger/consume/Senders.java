package io.nudger.consume;

import io.nudger.config.PersisterSettings;
import io.nudger.kafka.SigningKey;
import io.nudger.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Whose records are accepted: those of known zones, and signed where there are keys. Safe for use by several threads. */
final class Senders {
    private final Set<String> zones;
    private final Map<String, List<SigningKey>> keys;
    private final boolean required;

    Senders(PersisterSettings settings) {
        zones = settings.zones();
        required = settings.signing().required();
        keys = settings.signing().keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().map(SigningKey::of).toList()));
    }

    /** The dead letter that this record of a zone is; null when it is accepted. */
    Decoded.@Nullable Rejected refuse(ConsumerRecord<byte[], byte[]> source, String zone) {
        if (!zones.isEmpty() && !zones.contains(zone)) {
            return new Decoded.Rejected(
                    source, DeadReason.FOREIGN_ZONE, "zone \"" + zone + "\" is not one of persister.zones");
        }
        List<SigningKey> ofZone = keys.get(zone);
        if (ofZone == null) {
            return required
                    ? new Decoded.Rejected(
                            source, DeadReason.UNSIGNED, "persister.signing.keys has no key of zone \"" + zone + '"')
                    : null;
        }
        byte[] signature = value(source, SigningKey.HEADER);
        if (signature == null) {
            return new Decoded.Rejected(
                    source,
                    DeadReason.UNSIGNED,
                    "the record has no signature; do the monitors of zone \"" + zone + "\" have kafka.signing_key?");
        }
        byte[] contentType = value(source, WireFormat.HEADER);
        boolean genuine =
                ofZone.stream().anyMatch(key -> key.hasSigned(signature, source.key(), contentType, source.value()));
        return genuine
                ? null
                : new Decoded.Rejected(
                        source,
                        DeadReason.FORGED,
                        "the signature is by none of the keys of zone \"" + zone + "\", or the record was changed");
    }

    private static byte @Nullable [] value(ConsumerRecord<byte[], byte[]> source, String name) {
        Header header = source.headers().lastHeader(name);
        return header == null ? null : header.value();
    }
}
