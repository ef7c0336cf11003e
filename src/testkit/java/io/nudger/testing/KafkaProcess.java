package io.nudger.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in a process of its own, so that it can be killed and stopped by signals. It keeps its ports and its
 * data over {@link #kill} and {@link #start}.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Path directory;
    private final int port;
    private final int controllerPort;
    private final Map<String, String> overrides;
    private @Nullable Process process;

    private KafkaProcess(Path directory, int port, int controllerPort, Map<String, String> overrides) {
        this.directory = directory;
        this.port = port;
        this.controllerPort = controllerPort;
        this.overrides = overrides;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "kill-kafka-" + port));
    }

    /**
     * A running broker with its data in this directory.
     *
     * @param port where it listens for clients that nobody stands before
     * @param ways more listeners, each with a proxy before it: name to proxy; the broker sends the clients of a listener
     *     to its proxy
     */
    public static KafkaProcess start(Path directory, int port, Map<String, Way> ways) {
        int controllerPort = FreePorts.next();
        KafkaProcess kafka = absent(directory, port, controllerPort, listeners(port, controllerPort, ways));
        kafka.start();
        return kafka;
    }

    /** A broker that has not started yet, with properties that differ from the usual ones. */
    static KafkaProcess absent(Path directory, int port, int controllerPort, Map<String, String> overrides) {
        return new KafkaProcess(directory, port, controllerPort, overrides);
    }

    /**
     * A way to the broker.
     *
     * @param port where the broker listens
     * @param proxy the proxy that the clients use
     */
    public record Way(int port, TcpProxy proxy) {
        /** A new one, open. */
        public static Way open() {
            int port = FreePorts.next();
            return new Way(port, TcpProxy.before(port));
        }
    }

    private static Map<String, String> listeners(int port, int controllerPort, Map<String, Way> ways) {
        List<String> listeners = new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port));
        List<String> advertised = new ArrayList<>(listeners);
        List<String> protocols = new ArrayList<>(List.of("PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
        ways.forEach((name, way) -> {
            listeners.add(name + "://127.0.0.1:" + way.port());
            advertised.add(name + "://127.0.0.1:" + way.proxy().port());
            protocols.add(name + ":PLAINTEXT");
        });
        listeners.add("CONTROLLER://127.0.0.1:" + controllerPort);
        return Map.of(
                "listeners", String.join(",", listeners),
                "advertised.listeners", String.join(",", advertised),
                "listener.security.protocol.map", String.join(",", protocols));
    }

    /** {@code host:port}, for clients that nobody stands before. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Starts it, and waits until it answers. */
    public synchronized void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaProcess.class.getName(),
                directory.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort)));
        overrides.forEach((key, value) -> command.add(key + "=" + value));
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        try {
            Files.createDirectories(directory);
            Process started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = started;
            BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
            for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the broker ended with status " + started.waitFor());
                }
            }
            Thread reader = new Thread(() -> keep(output, log), "output-of-kafka-" + port);
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A broker whose output nobody reads stands still as soon as the pipe is full. */
    private static void keep(Reader output, Path log) {
        try (Writer kept = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            output.transferTo(kept);
        } catch (IOException e) {
            // It was killed.
        }
    }

    /** Kills it, without a word. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /** Stops it in order: what it leads, others lead before it ends. */
    public synchronized void stop() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
            process = null;
        }
    }

    /** Freezes it: connections stand, and nothing is answered. */
    public synchronized void suspend() {
        signal("STOP");
    }

    /** Lets it go on where it was. */
    public synchronized void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        if (process != null) {
            Signal.send(name, process.pid());
        }
    }

    /** The broker itself: directory, port, port of the controller, properties. */
    public static void main(String... arguments) throws InterruptedException {
        Map<String, String> overrides = Arrays.stream(arguments)
                .skip(3)
                .map(property -> property.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        EmbeddedKafka kafka = EmbeddedKafka.at(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), overrides);
        kafka.start();
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::stop, "stop-kafka"));
        System.out.println(READY);
        Thread.currentThread().join();
    }
}
