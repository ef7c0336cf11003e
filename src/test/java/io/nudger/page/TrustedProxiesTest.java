package io.nudger.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.nudger.config.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrustedProxiesTest {
    private final TrustedProxies proxies =
            new TrustedProxies(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            203.0.113.9 | 198.51.100.1               | 203.0.113.9
            10.0.0.1    | 198.51.100.1               | 198.51.100.1
            10.0.0.1    | 192.0.2.7, 198.51.100.1    | 198.51.100.1
            10.0.0.1    | 198.51.100.1, fd00::1      | 198.51.100.1
            10.0.0.1    | 198.51.100.1:4711          | 198.51.100.1
            fd00::1     | [2001:db8::1]:4711         | 2001:db8:0:0:0:0:0:1
            10.0.0.1    | 10.9.9.9                   | 10.9.9.9
            10.0.0.1    | ''                         | null
            10.0.0.1    | 198.51.100.1, unknown      | null
            10.0.0.1    | [                          | null
            """)
    void theLastAddressThatNoProxyHasCounts(String peer, String forwarded, String client) throws UnknownHostException {
        InetAddress connected = InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(peer));
        InetAddress found = proxies.client(connected, List.of(forwarded));
        assertThat(found == null ? "null" : found.getHostAddress()).isEqualTo(client);
        assertThat(proxies.client(connected, List.of())).isEqualTo(connected);
    }
}
