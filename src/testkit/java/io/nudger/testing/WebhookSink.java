package io.nudger.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes what is posted to it, or does not, as a test says. */
public final class WebhookSink implements AutoCloseable {
    /** An answer that is none: the connection is closed when the request was read. */
    public static final int CLOSE = 0;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<Post> accepted = new CopyOnWriteArrayList<>();
    private final List<Post> refused = new CopyOnWriteArrayList<>();

    private WebhookSink(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * What was posted.
     *
     * @param key the header {@code webhook-id}; empty when there is none
     * @param body the body
     */
    public record Post(String key, String body) {}

    /** Starts one that accepts everything. */
    public static WebhookSink start() {
        try {
            return new WebhookSink(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to post. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Answers the next posts like this, status codes or {@link #CLOSE}, and accepts all after that. */
    public void answer(Integer... next) {
        answers.addAll(List.of(next));
    }

    /** What it has accepted, in order. */
    public List<Post> accepted() {
        return List.copyOf(accepted);
    }

    /** What it has not. */
    public List<Post> refused() {
        return List.copyOf(refused);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, List<String>> headers = exchange.getRequestHeaders();
            String key = String.join("", headers.getOrDefault("Webhook-id", List.of()));
            Post post = new Post(key, body);
            Integer answer = answers.poll();
            int status = answer == null ? 200 : answer;
            (status / 100 == 2 ? accepted : refused).add(post);
            if (status != CLOSE) {
                if (status == 429) {
                    exchange.getResponseHeaders().add("Retry-After", "1");
                }
                exchange.sendResponseHeaders(status, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
