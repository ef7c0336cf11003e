package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "http://a.test,                     http://a.test/",
        "HTTPS://A.Test:443/x?y=1#z,        https://a.test/x?y=1",
        "https://a.test:80/,                https://a.test:80/",
        "http://user:secret@a.test/,        http://a.test/",
        "http://my_service:8080/x,          http://my_service:8080/x",
        "http://[2001:DB8::1]:8080/,        http://[2001:db8::1]:8080/",
        "http://bücher.test/ü?ß,            http://xn--bcher-kva.test/%C3%BC?%C3%9F",
        "http://a.test:/,                   http://a.test/",
    })
    void isWhatAUrlNeedsForAConnection(String url, String destination) {
        assertThat(Destination.of(URI.create(url))).hasToString(destination);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://a.test/,          is neither http nor https",
        "mailto:a@a.test,        is neither http nor https",
        "//a.test/,              is neither http nor https",
        "http:///x,              has no host",
        "http:x,                 has no host",
        "http://a.test:0/,       has no valid port",
        "http://a.test:70000/,   has no valid port",
    })
    void refusesWhatLeadsNowhere(String url, String problem) {
        assertThatThrownBy(() -> Destination.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "https://b.test/y,        https://b.test/y",
        "//b.test/y,              http://b.test/y",
        "/y,                      http://a.test:8080/y",
        "y,                       http://a.test:8080/d/y",
        "../y,                    http://a.test:8080/y",
        "?p=2,                    http://a.test:8080/d/x?p=2",
        "/two words,              http://a.test:8080/two%20words",
        "/100%,                   http://a.test:8080/100%25",
        "/a%20b|c,                http://a.test:8080/a%20b%7Cc",
        "/ü,                      http://a.test:8080/%C3%BC",
        "/a[1]/[2]?b[3]=4,        http://a.test:8080/a%5B1%5D/%5B2%5D?b[3]=4",
        "/y#a#b,                  http://a.test:8080/y",
        "#z,                      http://a.test:8080/d/x?p=1",
        "../../y,                 http://a.test:8080/y",
        "/../y,                   http://a.test:8080/y",
        "/a/./b/../c/..,          http://a.test:8080/a/",
        ".,                       http://a.test:8080/d/",
        "/a//b/../c,              http://a.test:8080/a//c",
        "y?to=http://b.test/../,  http://a.test:8080/d/y?to=http://b.test/../",
        "HTTP://[::1]:81,         http://[::1]:81/",
        "https://b.test?q,        https://b.test/?q",
    })
    void followsALocationAsBrowsersDo(String location, String destination) {
        assertThat(Destination.of(URI.create("http://a.test:8080/d/x?p=1")).follow(location))
                .hasToString(destination);
    }

    @Test
    void keepsTwoSlashesOnItsWay() {
        assertThat(Destination.of(URI.create("http://a.test/b//c/d")).follow("e"))
                .hasToString("http://a.test/b//c/e");
    }

    @ParameterizedTest
    @CsvSource({"javascript:void(0)", "http://", "http://[::1", "about:blank"})
    void doesNotFollowToNowhere(String location) {
        assertThatThrownBy(() -> Destination.of(URI.create("http://a.test/")).follow(location))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.test/x,       http://a.test/y,        true",
        "http://a.test/,        https://a.test/,        true",
        "https://a.test/,       http://a.test/,         false",
        "http://a.test/,        http://b.test/,         false",
        "http://a.test/,        http://www.a.test/,     false",
        "http://a.test/,        http://a.test:8080/,    false",
        "http://a.test:8080/,   https://a.test/,        false",
    })
    void keepsSecretsAtHome(String from, String to, boolean mayInherit) {
        assertThat(Destination.of(URI.create(to)).mayInheritSecretsOf(Destination.of(URI.create(from))))
                .isEqualTo(mayInherit);
    }

    @Test
    void knowsTheHostOfAnAddressWithoutBrackets() {
        Destination destination = Destination.of(URI.create("http://[::1]/"));
        assertThat(destination.host()).isEqualTo("::1");
        assertThat(destination.urlHost()).isEqualTo("[::1]");
    }
}
