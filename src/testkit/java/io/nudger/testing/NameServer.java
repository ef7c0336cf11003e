package io.nudger.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A DNS server on loopback that says what a test wants it to say about a name. */
public final class NameServer implements AutoCloseable {
    private static final int MAX_PACKET = 512;
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int RESPONSE = 0x8180;
    /** Where a question says how many extensions it has. */
    private static final int ADDITIONAL = 10;

    private final DatagramSocket socket;
    private final Function<String, Reply> names;
    private final AtomicInteger questions = new AtomicInteger();

    /**
     * What is said about a name.
     *
     * @param silent whether nothing is said at all
     * @param code the response code: 0 no error, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED
     * @param addresses the addresses of the name
     * @param old whether extensions (EDNS) are not understood
     */
    public record Reply(boolean silent, int code, List<InetAddress> addresses, boolean old) {
        public static final Reply SILENCE = new Reply(true, 0, List.of(), false);
        public static final Reply NO_ADDRESS = new Reply(false, 0, List.of(), false);
        public static final Reply SERVFAIL = new Reply(false, 2, List.of(), false);
        public static final Reply FORMERR = new Reply(false, 1, List.of(), false);
        public static final Reply REFUSED = new Reply(false, 5, List.of(), false);
        public static final Reply NXDOMAIN = new Reply(false, 3, List.of(), false);

        /** These addresses, for whoever asks without extensions. */
        public static Reply old(InetAddress... addresses) {
            return new Reply(false, 0, List.of(addresses), true);
        }

        public static Reply of(InetAddress... addresses) {
            return new Reply(false, 0, List.of(addresses), false);
        }
    }

    private NameServer(DatagramSocket socket, Function<String, Reply> names) {
        this.socket = socket;
        this.names = names;
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static NameServer start(Function<String, Reply> names) {
        try {
            return new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** How many questions were asked so far. */
    public int questions() {
        return questions.get();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
                socket.receive(packet);
                questions.incrementAndGet();
                answer(packet);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        short id = question.getShort();
        question.position(12);
        String name = readName(question);
        int type = question.getShort();
        int end = question.position() + Short.BYTES;
        Reply said = names.apply(name);
        boolean extended = question.getShort(ADDITIONAL) != 0;
        Reply reply = said.old && extended ? Reply.FORMERR : said;
        if (reply.silent) {
            return;
        }
        List<InetAddress> addresses = reply.addresses.stream()
                .filter(address -> typeOf(address) == type)
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(RESPONSE | reply.code);
        out.writeShort(1);
        out.writeShort(addresses.size());
        out.writeInt(0);
        out.write(packet.getData(), 12, end - 12);
        for (InetAddress address : addresses) {
            out.writeShort(0xC00C); // the name of the question
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(60);
            out.writeShort(address.getAddress().length);
            out.write(address.getAddress());
        }
        socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), packet.getSocketAddress()));
    }

    private static int typeOf(InetAddress address) {
        return address.getAddress().length == 4 ? TYPE_A : TYPE_AAAA;
    }

    private static String readName(ByteBuffer question) {
        StringJoiner name = new StringJoiner(".");
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.add(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString();
    }
}
