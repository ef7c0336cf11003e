package io.nudger.http;

import io.netty.handler.codec.DefaultHeaders.NameValidator;
import io.netty.handler.codec.DefaultHeaders.ValueValidator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import java.util.regex.Pattern;

/**
 * Headers as browsers read them: a length that is no number is none, so that the body ends with the connection; what stands
 * behind the last transfer encoding does not matter. Only a zero byte is refused.
 */
final class LenientHeaders extends DefaultHttpHeaders {
    static final HttpHeadersFactory FACTORY = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return new LenientHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new LenientHeaders();
        }
    };

    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";
    /** One or several; of as many digits as fit into a long. */
    private static final Pattern LENGTHS = Pattern.compile("\\d{1,18}(?:\\s*,\\s*\\d{1,18})*");

    private static final Pattern LAST_COMMAS = Pattern.compile("[\\s,]+$");
    private static final NameValidator<CharSequence> NAME = LenientHeaders::withoutZero;
    private static final ValueValidator<CharSequence> VALUE = LenientHeaders::withoutZero;

    private LenientHeaders() {
        super(NAME, VALUE);
    }

    /** A zero byte is where even browsers end: it has no meaning but to mislead. */
    private static void withoutZero(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0) {
                throw new IllegalArgumentException("a header has a zero byte");
            }
        }
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        if (isNamed(name, CONTENT_LENGTH)
                && !LENGTHS.matcher(value.toString().strip()).matches()) {
            return this;
        }
        return super.add(
                name,
                isNamed(name, TRANSFER_ENCODING)
                        ? LAST_COMMAS.matcher(value.toString()).replaceFirst("")
                        : value);
    }

    @Override
    public HttpHeaders add(String name, Object value) {
        return add((CharSequence) name, value);
    }

    private static boolean isNamed(CharSequence name, String wanted) {
        return name.length() == wanted.length() && wanted.equalsIgnoreCase(name.toString());
    }
}
