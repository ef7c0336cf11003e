package io.nudger.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.document.Secret;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SigningKeyTest {
    private static final SigningKey KEY = SigningKey.of(Secret.of("a key of thirty-two characters!!"));

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /**
     * Signatures cross versions: computed with
     * {@code printf 'nudger record 1\0\0\0\1k\0\0\0\1c\0\0\0\1v' | openssl dgst -sha256 -hmac 'a key of ...'}.
     */
    @Test
    void signatureIsAWrittenFormat() {
        assertThat(HexFormat.of().formatHex(KEY.sign(bytes("k"), bytes("c"), bytes("v"))))
                .isEqualTo("01611fdd2116b781a08951265ef4ddf26cb4332cb3d5dabe6446e6e51fb77fb1a1");
    }

    @ParameterizedTest
    @CsvSource({"x,type,value", "key,x,value", "key,type,x", "keyt,ype,value", "key,typev,alue", ",type,value"})
    void whateverIsChangedOrMovedIsNotSigned(String key, String contentType, String value) {
        byte[] signature = KEY.sign(bytes("key"), bytes("type"), bytes("value"));

        assertThat(KEY.hasSigned(signature, bytes("key"), bytes("type"), bytes("value")))
                .isTrue();
        assertThat(KEY.hasSigned(signature, key == null ? null : bytes(key), bytes(contentType), bytes(value)))
                .isFalse();
    }

    @Test
    void neitherAnotherKeyNorAnotherFormNorAPieceWillDo() {
        byte[] signature = KEY.sign(bytes("key"), null, null);
        SigningKey other = SigningKey.of(Secret.of("a key of thirty-two characters!?"));
        byte[] ofAnotherVersion = signature.clone();
        ofAnotherVersion[0]++;

        assertThat(KEY.hasSigned(signature, bytes("key"), null, null)).isTrue();
        assertThat(other.hasSigned(signature, bytes("key"), null, null)).isFalse();
        assertThat(KEY.hasSigned(ofAnotherVersion, bytes("key"), null, null)).isFalse();
        assertThat(KEY.hasSigned(new byte[] {1}, bytes("key"), null, null)).isFalse();
        assertThat(KEY.hasSigned(new byte[0], bytes("key"), null, null)).isFalse();
        assertThat(KEY).hasToString("SigningKey");
    }
}
