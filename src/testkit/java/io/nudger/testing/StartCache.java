package io.nudger.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What Java has noted of a start of the shipped jar, made by the script that makes that of the image: the ahead-of-time
 * cache where the JDK has one that is made in one step, from 25 on, else an archive of the classes.
 */
public final class StartCache {
    private static final Path SCRIPT = Path.of("docker", "train.sh");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FIRST_WITH_CACHE = 25;
    private static final CertificateAuthority.Identity SITE = CertificateAuthority.selfSigned("localhost", "127.0.0.1");

    private final boolean aheadOfTime;
    private final Path file;

    private StartCache(boolean aheadOfTime, Path file) {
        this.aheadOfTime = aheadOfTime;
        this.file = file;
    }

    /** Whether this JDK has an ahead-of-time cache. */
    public static boolean isAheadOfTime(Path jdk) {
        return Jdks.version(jdk) >= FIRST_WITH_CACHE;
    }

    /**
     * Makes it.
     *
     * @param jdk for which JDK
     * @param bootstrapServers the broker that it publishes to meanwhile
     * @param directory takes the file
     * @throws IllegalStateException when nothing came of it; with what was printed
     */
    public static StartCache train(Path jdk, String bootstrapServers, Path directory) {
        boolean aheadOfTime = isAheadOfTime(jdk);
        Path file = directory.resolve("start-cache").toAbsolutePath();
        List<String> command =
                new ArrayList<>(List.of("bash", SCRIPT.toString(), bootstrapServers, String.valueOf(FreePorts.next())));
        command.addAll(NudgerProcess.with()
                .onJdk(jdk)
                .jvm((aheadOfTime ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file)
                .command());
        Path printed = directory.resolve("train.log");
        HttpsServer site = null;
        try {
            site = site();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
            Path authority = Files.writeString(directory.resolve("train.pem"), SITE.certificatePem());
            builder.environment()
                    .put("TLS_URL", "https://127.0.0.1:" + site.getAddress().getPort() + "/");
            builder.environment().put("TLS_CA", authority.toAbsolutePath().toString());
            Process training = builder.start();
            boolean ended = training.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                training.descendants().forEach(ProcessHandle::destroyForcibly);
                training.destroyForcibly();
            }
            if (!ended || training.exitValue() != 0 || !Files.exists(file)) {
                throw new IllegalStateException("no cache of the start: " + Files.readString(printed));
            }
            return new StartCache(aheadOfTime, file);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            if (site != null) {
                site.stop(0);
            }
        }
    }

    private static HttpsServer site() throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SITE.serverContext()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** The option of the JVM that uses it, where it can. */
    public String option() {
        return (aheadOfTime ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
    }

    /** The option with which a JVM that cannot use it ends at once. */
    public String insistence() {
        return aheadOfTime ? "-XX:AOTMode=on" : "-Xshare:on";
    }
}
