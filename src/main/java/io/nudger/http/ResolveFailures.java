package io.nudger.http;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.nudger.check.FailureReason;
import io.nudger.check.IpVersion;
import io.nudger.evaluate.Failure;
import io.nudger.support.Causes;

/** Says for people why a host name has no address. */
final class ResolveFailures {
    private ResolveFailures() {}

    static Failure describe(String host, Throwable cause, String after) {
        return new Failure(
                FailureReason.RESOLVE,
                "The name " + host + " does not resolve: " + why(cause) + after + ".",
                isUnknown(cause));
    }

    /** It is for all kinds of addresses that there is no such name. Any other answer may be for one, the other lost. */
    private static boolean isUnknown(Throwable cause) {
        DnsErrorCauseException answer = Causes.find(cause, DnsErrorCauseException.class);
        return answer != null && answer.getCode().equals(DnsResponseCode.NXDOMAIN);
    }

    private static String meaning(DnsResponseCode code) {
        if (code.equals(DnsResponseCode.REFUSED)) {
            return ", it does not answer this monitor, or not for this name";
        }
        return code.equals(DnsResponseCode.FORMERR) ? ", it does not understand the question" : "";
    }

    private static String why(Throwable cause) {
        DnsErrorCauseException answer = Causes.find(cause, DnsErrorCauseException.class);
        if (answer != null) {
            return isUnknown(cause)
                    ? "there is no such name (NXDOMAIN)"
                    : "the name server answered " + answer.getCode();
        }
        RefusedQuestionException refused = Causes.find(cause, RefusedQuestionException.class);
        if (refused != null) {
            return "the name server answered " + refused.code() + meaning(refused.code());
        }
        if (Causes.find(cause, DnsNameResolverTimeoutException.class) != null) {
            return "no name server answered";
        }
        OtherFamilyException other = Causes.find(cause, OtherFamilyException.class);
        if (other != null) {
            return "it has no IPv" + (other.wanted() == IpVersion.V4 ? "4" : "6") + " address";
        }
        return "it has no address";
    }
}
