package io.nudger.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A block of IP addresses, as {@code 10.0.0.0/8}, {@code fe80::/10} or a single address.
 *
 * @param network its first address
 * @param prefix how many bits of an address make it a member
 */
public record AddressRange(InetAddress network, int prefix) {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /**
     * Reads what is written with or without a prefix.
     *
     * @throws IllegalArgumentException when it is no block; the message says why
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("");
        }
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : length(text.substring(slash + 1));
        if (prefix > bits) {
            throw new IllegalArgumentException("the prefix is longer than " + bits + " bits");
        }
        byte[] masked = mask(address, prefix);
        InetAddress network = of(masked);
        if (!Arrays.equals(masked, address)) {
            String meant = network.getHostAddress() + "/" + prefix;
            throw new IllegalArgumentException("bits beyond the prefix are set; did you mean " + meant + "?");
        }
        return new AddressRange(network, prefix);
    }

    private static int length(String digits) {
        if (!digits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("");
        }
        return Integer.parseInt(digits);
    }

    /** Whether the address is a member. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.getAddress().length && Arrays.equals(mask(bytes, prefix), network.getAddress());
    }

    /**
     * The address, and those of IPv4 that it leads to by way of a gateway or under another name: mapped
     * ({@code ::ffff:0:0/96}), compatible ({@code ::/96}), NAT64 ({@code 64:ff9b::/96}) and 6to4 ({@code 2002::/16}).
     */
    static List<InetAddress> facesOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != V6_BYTES) {
            return List.of(address);
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return List.of(address, of(Arrays.copyOfRange(bytes, 2, 2 + V4_BYTES)));
        }
        byte[] head = Arrays.copyOf(bytes, V6_BYTES - V4_BYTES);
        byte[] translated = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
        byte[] compatible = new byte[V6_BYTES - V4_BYTES];
        boolean embeds =
                Arrays.equals(head, translated) || Arrays.equals(head, mapped) || Arrays.equals(head, compatible);
        return embeds
                ? List.of(address, of(Arrays.copyOfRange(bytes, V6_BYTES - V4_BYTES, V6_BYTES)))
                : List.of(address);
    }

    private static byte[] mask(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.min(Byte.SIZE, Math.max(0, prefix - i * Byte.SIZE));
            masked[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return masked;
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
