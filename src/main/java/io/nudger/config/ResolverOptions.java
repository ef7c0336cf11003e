package io.nudger.config;

import io.netty.util.NetUtil;
import io.nudger.check.Ports;
import io.nudger.check.ResolverSpec;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Sequence;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is asked for addresses: {@code resolver}, one name server, a list of them, or {@code system}. */
final class ResolverOptions {
    private static final String KEY = "resolver";
    private static final String SYSTEM = "system";
    private static final int PORT = 53;
    private static final Pattern FORM =
            Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?|([0-9.]+)(?::(\\d{1,5}))?|([0-9a-fA-F:.]+)");
    private static final Type<InetSocketAddress> SERVER = Type.of(
                    "the address of a name server, with or without a port", ResolverOptions::server)
            .repeating();
    private static final Type<ResolverSpec> RESOLVER = Type.of(
                    SERVER.wanted() + ", a list of them, or " + SYSTEM, ResolverOptions::resolver)
            .repeating();

    private ResolverOptions() {}

    static ResolverSpec read(Section section, ResolverSpec defaults) {
        Entry entry = section.entry(KEY);
        if (entry == null) {
            return defaults;
        }
        if (!(entry.node() instanceof Sequence list)) {
            ResolverSpec resolver = section.read(KEY, RESOLVER, defaults);
            return section.reading().share(resolver);
        }
        if (list.items().isEmpty()) {
            section.problem(KEY, "wanted " + RESOLVER.wanted() + ", found an empty list");
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        section.forEach(KEY, SERVER.wanted(), (node, place) -> {
            InetSocketAddress server = section.reading().value(node, place, SERVER);
            if (server != null) {
                servers.add(server);
            }
        });
        return section.reading().share(new ResolverSpec(servers));
    }

    private static ResolverSpec resolver(String text) throws Refusal {
        return text.equals(SYSTEM) ? ResolverSpec.SYSTEM : new ResolverSpec(List.of(server(text)));
    }

    private static InetSocketAddress server(String text) throws Refusal {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new Refusal("");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(3) != null ? form.group(3) : form.group(5);
        String port = form.group(2) != null ? form.group(2) : form.group(4);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        int number = port == null ? PORT : Integer.parseInt(port);
        if (address == null || !Ports.isPort(number)) {
            throw new Refusal("");
        }
        return new InetSocketAddress(address, number);
    }
}
