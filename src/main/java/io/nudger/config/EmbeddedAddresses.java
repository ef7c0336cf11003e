package io.nudger.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The IPv4 addresses that an IPv6 address carries. A gateway, a tunnel or the kernel may connect to them instead, so
 * that a rule about them holds for it too.
 */
final class EmbeddedAddresses {
    private static final int V6_BYTES = 16;

    private static final List<Form> FORMS = List.of(
            Form.of(0, "00000000000000000000ffff", 12, 13, 14, 15), // mapped (RFC 4291)
            Form.of(0, "000000000000000000000000", 12, 13, 14, 15), // compatible (RFC 4291)
            Form.of(0, "0000000000000000ffff0000", 12, 13, 14, 15), // translated (RFC 2765)
            Form.of(0, "0064ff9b0000000000000000", 12, 13, 14, 15), // NAT64 (RFC 6052)
            // NAT64 with a local prefix (RFC 8215), of any length that RFC 6052 knows and that fits.
            Form.of(0, "0064ff9b0001", 12, 13, 14, 15),
            Form.of(0, "0064ff9b0001", 9, 10, 11, 12),
            Form.of(0, "0064ff9b0001", 7, 9, 10, 11),
            Form.of(0, "0064ff9b0001", 6, 7, 9, 10),
            Form.of(0, "2002", 2, 3, 4, 5), // 6to4 (RFC 3056)
            Form.of(0, "20010000", 4, 5, 6, 7), // Teredo (RFC 4380): the server
            Form.inverted(0, "20010000", 12, 13, 14, 15), // Teredo: the client
            Form.of(8, "00005efe", 12, 13, 14, 15), // ISATAP (RFC 5214)
            Form.of(8, "02005efe", 12, 13, 14, 15));

    /** Where an IPv4 address lies in an IPv6 address. */
    private static final class Form {
        private final int at;
        private final byte[] marker;
        private final int[] positions;
        private final int flip;

        /**
         * @param at where the marker begins
         * @param marker the bytes that show that there is one
         * @param positions where its four bytes are
         * @param flip what its bytes are combined with by exclusive or
         */
        private Form(int at, byte[] marker, int[] positions, int flip) {
            this.at = at;
            this.marker = marker;
            this.positions = positions;
            this.flip = flip;
        }

        static Form of(int at, String marker, int... positions) {
            return new Form(at, HexFormat.of().parseHex(marker), positions, 0);
        }

        static Form inverted(int at, String marker, int... positions) {
            return new Form(at, HexFormat.of().parseHex(marker), positions, 0xff);
        }

        boolean fits(byte[] address) {
            return Arrays.equals(address, at, at + marker.length, marker, 0, marker.length);
        }

        InetAddress embedded(byte[] address) {
            byte[] bytes = new byte[positions.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (address[positions[i]] ^ flip);
            }
            return AddressRange.of(bytes);
        }
    }

    private EmbeddedAddresses() {}

    /** The address, and those of IPv4 that it carries. */
    static List<InetAddress> with(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != V6_BYTES) {
            return List.of(address);
        }
        List<InetAddress> all = new ArrayList<>(2);
        all.add(address);
        for (Form form : FORMS) {
            if (form.fits(bytes)) {
                all.add(form.embedded(bytes));
            }
        }
        return all;
    }
}
