package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks mean the same wherever the network divides them. */
class ChunkDecoderTest {
    /** What came out of it: the text, whether it ended, and what was wrong. */
    private record Read(String text, boolean ended, @Nullable Throwable fault) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4\r\nfine\r\n2;x=\"y\r\nly\r\n0\r\n\r\n",
                "4\nfine\n2\nly\n0\n\n",
                "4 \r\nfine\n02\nly\r\n0\nx: y\r\nz\n\r\n"
            })
    void areReadWhereverTheyAreDivided(String chunks) {
        for (int first = 0; first < chunks.length(); first++) {
            for (int second = first; second < chunks.length(); second++) {
                Read read = read(chunks.substring(0, first), chunks.substring(first, second), chunks.substring(second));
                assertThat(read).isEqualTo(new Read("finely", true, null));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "four\r\nfine\r\n",
                "-4\r\nfine\r\n",
                "+4\r\nfine\r\n",
                "\r\nfine\r\n",
                "0x4\r\nfine\r\n",
                "ffffffffffffffffff\r\nfine\r\n",
                "2\r\nfine\r\n"
            })
    void thatAreBrokenAreReported(String chunks) {
        assertThat(read(chunks).fault()).isInstanceOf(IllegalArgumentException.class);
        assertThat(read(chunks).ended()).isFalse();
    }

    @Test
    void linesWithoutEndAreReported() {
        String much = "x".repeat(70_000);
        assertThat(read("4;" + much).fault()).isInstanceOf(TooLongFrameException.class);
        assertThat(read("0\r\nx: " + much).fault()).isInstanceOf(TooLongFrameException.class);
        assertThat(read("0\r\n", ("x: " + "y".repeat(1_000) + "\r\n").repeat(70))
                        .fault())
                .isInstanceOf(TooLongFrameException.class);
    }

    private static Read read(String... pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChunkDecoder());
        for (String piece : pieces) {
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
        }
        StringBuilder text = new StringBuilder();
        boolean ended = false;
        Throwable fault = null;
        for (HttpContent content = channel.readInbound(); content != null; content = channel.readInbound()) {
            text.append(content.content().toString(StandardCharsets.ISO_8859_1));
            ended |= content instanceof LastHttpContent;
            fault = content.decoderResult().cause() == null
                    ? fault
                    : content.decoderResult().cause();
            content.release();
        }
        channel.finishAndReleaseAll();
        return new Read(text.toString(), ended, fault);
    }
}
