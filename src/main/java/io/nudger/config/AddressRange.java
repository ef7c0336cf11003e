package io.nudger.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of IP addresses, as {@code 10.0.0.0/8}, {@code fe80::/10} or a single address.
 *
 * @param network its first address
 * @param prefix how many bits of an address make it a member
 */
public record AddressRange(InetAddress network, int prefix) {
    /** How many bits of a mapped address say that it is one. */
    private static final int MAPPED_BITS = 96;

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
        // A block of mapped addresses is a block of IPv4: Java makes no difference between the two either.
        boolean mapped = network.getAddress().length < address.length;
        return new AddressRange(network, mapped ? prefix - MAPPED_BITS : prefix);
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

    private static byte[] mask(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.min(Byte.SIZE, Math.max(0, prefix - i * Byte.SIZE));
            masked[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return masked;
    }

    static InetAddress of(byte[] bytes) {
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
