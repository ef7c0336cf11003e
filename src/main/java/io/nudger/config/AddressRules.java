package io.nudger.config;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a check may connect to. What a cloud tells a machine about itself, its credentials among it, is denied
 * unless it is allowed by name.
 *
 * @param deny no check connects to these
 * @param allow unless they are among these
 */
public record AddressRules(List<AddressRange> deny, List<AddressRange> allow) {
    /** Link-local addresses, and where clouds tell a machine about itself elsewhere. */
    private static final List<AddressRange> METADATA = Stream.of(
                    "169.254.0.0/16",
                    "fe80::/10",
                    "168.63.129.16", // Azure
                    "192.0.0.192", // Oracle
                    "100.100.100.200", // Alibaba
                    "fd00:ec2::254", // AWS
                    "fd00:ec2::23", // AWS, the credentials of a pod
                    "fd20:ce::254", // Google
                    "fd00:42::42") // Scaleway
            .map(AddressRange::parse)
            .toList();

    /** What holds unless the settings say something else. */
    public static final AddressRules DEFAULT = new AddressRules(List.of(), List.of());

    public AddressRules {
        deny = deny.isEmpty()
                ? METADATA
                : Stream.concat(METADATA.stream(), deny.stream()).distinct().toList();
        allow = List.copyOf(allow);
    }

    /** The block that keeps checks from this address; null when they may connect to it. */
    public @Nullable AddressRange denying(InetAddress address) {
        for (InetAddress candidate : EmbeddedAddresses.with(address)) {
            AddressRange denying = first(deny, candidate);
            if (denying != null && first(allow, candidate) == null && first(allow, address) == null) {
                return denying;
            }
        }
        return null;
    }

    private static @Nullable AddressRange first(List<AddressRange> ranges, InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return range;
            }
        }
        return null;
    }
}
