package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProbeTransportTest {
    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void eventLoopsWaitWithEpollOnLinux() {
        assertThat(ProbeTransport.create().name()).isEqualTo("epoll");
    }

    @Test
    void sayingsOfTheSystemAreTheSameWithEpoll() {
        assertThat(FailureClassifier.innermost(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")))
                .isEqualTo("Connection reset by peer");
        assertThat(FailureClassifier.innermost(new IOException("connect(..) failed: Cannot assign requested address")))
                .isEqualTo("Cannot assign requested address");
    }
}
