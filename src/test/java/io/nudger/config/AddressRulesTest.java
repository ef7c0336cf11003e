package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.0",
                "169.254.255.255",
                "fe80::1",
                "febf:ffff::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "100.100.100.200",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::23",
                "fd00:42::42",
                "::ffff:168.63.129.16",
                "::ffff:0:c000:c0",
                "64:ff9b::a83f:8110",
                "64:ff9b:1::a9fe:a9fe",
                "64:ff9b:1:2:a9:fea9:fe00:0",
                "64:ff9b:1:a9:fe:a9fe::",
                "64:ff9b:1:a9fe:a9:fe00::",
                "2001:0:a9fe:a9fe::1",
                "2001:0:808:808:0:0:5601:5601",
                "2001:db8::5efe:a9fe:a9fe",
                "2001:db8::200:5efe:a9fe:a9fe"
            })
    void whatACloudTellsAMachineIsDenied(String address) throws UnknownHostException {
        assertThat(AddressRules.DEFAULT.denying(of(address))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "::1",
                "fec0::1",
                "fd00:ec2::253",
                "2001:db8::1",
                "64:ff9b::808:808",
                "64:ff9b:1::808:808",
                "64:ff9b:2::a9fe:a9fe",
                "2001:0:808:808::",
                "2001:db8::6efe:a9fe:a9fe",
                "192.0.0.191",
                "168.63.129.17",
                "100.100.100.201"
            })
    void everythingElseIsAllowed(String address) throws UnknownHostException {
        assertThat(AddressRules.DEFAULT.denying(of(address))).isNull();
    }

    @Test
    void whatIsAllowedIsAllowedWhateverIsDenied() throws UnknownHostException {
        AddressRules rules = new AddressRules(
                List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")),
                List.of(AddressRange.parse("192.0.2.0/25"), AddressRange.parse("169.254.10.1")));
        assertThat(rules.denying(of("192.0.2.127"))).isNull();
        assertThat(rules.denying(of("169.254.10.1"))).isNull();
        assertThat(rules.denying(of("192.0.2.128"))).hasToString("0.0.0.0/0");
        assertThat(rules.denying(of("169.254.10.2"))).hasToString("169.254.0.0/16");
        assertThat(rules.denying(of("2001:db8::1"))).isNotNull();
    }

    @Test
    void aBlockOfMappedAddressesIsABlockOfIpv4() throws UnknownHostException {
        AddressRules rules = new AddressRules(List.of(AddressRange.parse("::ffff:10.0.0.0/104")), List.of());
        assertThat(rules.denying(of("10.1.2.3"))).hasToString("10.0.0.0/8");
        assertThat(rules.denying(of("11.1.2.3"))).isNull();
    }

    @Test
    void whatIsDeniedIsDeniedInEveryFormOfIpv6() throws UnknownHostException {
        AddressRules rules = new AddressRules(List.of(AddressRange.parse("10.0.0.0/8")), List.of());
        for (String form : List.of("::ffff:10.1.2.3", "64:ff9b::a01:203", "64:ff9b:1::a01:203", "2002:a01:203::")) {
            assertThat(rules.denying(of(form))).as(form).hasToString("10.0.0.0/8");
        }
    }

    /** Without a resolver, which would make an IPv4 address of a mapped one. */
    private static InetAddress of(String address) throws UnknownHostException {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes.length == 16
                ? java.net.Inet6Address.getByAddress(null, bytes, -1)
                : InetAddress.getByAddress(bytes);
    }
}
