package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupTest {
    private final Hangup hangup = new Hangup();
    private final AtomicInteger reloads = new AtomicInteger();

    @Test
    void whatComesTooEarlyIsDoneOnceWhenItCanBe() {
        hangup.raise();
        hangup.raise();
        hangup.leadsTo(reloads::incrementAndGet);
        assertThat(reloads).hasValue(1);
        hangup.raise();
        assertThat(reloads).hasValue(2);
    }

    @Test
    void nothingIsDoneUnasked() {
        hangup.leadsTo(reloads::incrementAndGet);
        assertThat(reloads).hasValue(0);
    }
}
