package io.nudger.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.config.CommandLineTarget;
import io.nudger.document.InvalidConfigException;
import io.nudger.http.HttpProber;
import io.nudger.http.ProbeTransport;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A process that only probes: so many checks at a time, each followed at once by the next, as load generators do. Told a
 * number of milliseconds and a URL on a line of its standard input, it checks that long and prints how many were up.
 */
final class ProbeLoad {
    private final Vertx vertx;
    private final HttpProber prober;

    private ProbeLoad() {
        ProbeTransport transport = ProbeTransport.create();
        vertx = Vertx.builder().withTransport(transport).build();
        prober =
                HttpProber.create(vertx, transport, Clock.systemUTC(), new SimpleMeterRegistry(), AddressRules.DEFAULT);
    }

    /** Runs until its input ends. The argument is how many checks run at a time. */
    public static void main(String... arguments) throws IOException, InvalidConfigException {
        ProbeLoad load = new ProbeLoad();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", 2);
            Target target = new CommandLineTarget(words[1]).read();
            System.out.println(load.run(target, Long.parseLong(words[0]), Integer.parseInt(arguments[0])));
        }
        System.exit(0);
    }

    private long run(Target target, long millis, int atATime) {
        long end = System.nanoTime() + millis * 1_000_000;
        AtomicLong up = new AtomicLong();
        Future.join(IntStream.range(0, atATime)
                        .mapToObj(i -> new Client(prober, target, end, up))
                        .map(client -> vertx.deployVerticle(client).compose(vertx::undeploy))
                        .toList())
                .await();
        return up.get();
    }

    /** One that checks as often as it can; it has started when it is done. */
    private static final class Client extends VerticleBase {
        private final HttpProber prober;
        private final Target target;
        private final long end;
        private final AtomicLong up;

        Client(HttpProber prober, Target target, long end, AtomicLong up) {
            this.prober = prober;
            this.target = target;
            this.end = end;
            this.up = up;
        }

        @Override
        public Future<?> start() {
            return prober.probe(target).compose(probe -> {
                if (probe.verdict().outcome() == Outcome.UP) {
                    up.incrementAndGet();
                }
                return System.nanoTime() < end ? start() : Future.succeededFuture();
            });
        }
    }
}
