package io.nudger.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Takes what is posted to it, or does not, as a test says. */
public final class WebhookSink implements AutoCloseable {
    /** An answer that is none: the connection is closed when the request was read. */
    public static final int CLOSE = 0;

    /** The post is accepted, and the connection is closed: the sender cannot know. */
    public static final int LOST = 1;

    /** The post is accepted, and that is said after {@link #slowness}. */
    public static final int SLOW = 2;

    private final HttpServer server;
    private final Consumer<Post> listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<Post> accepted = new CopyOnWriteArrayList<>();
    private final List<Post> refused = new CopyOnWriteArrayList<>();
    private volatile Duration slowness = Duration.ofSeconds(2);

    private WebhookSink(HttpServer server, Consumer<Post> listener) {
        this.server = server;
        this.listener = listener;
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
        return start(0, post -> {});
    }

    /**
     * Starts one that accepts everything.
     *
     * @param port where
     * @param listener gets each post, on another thread
     */
    public static WebhookSink start(int port, Consumer<Post> listener) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            return new WebhookSink(HttpServer.create(address, 100), listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to post. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** How long an answer takes that is {@link #SLOW}. */
    public WebhookSink slowness(Duration time) {
        slowness = time;
        return this;
    }

    /**
     * Answers the next posts like this, with status codes, {@link #CLOSE}, {@link #LOST} or {@link #SLOW}, and accepts all
     * after that.
     */
    public void answer(Integer... next) {
        answers.addAll(List.of(next));
    }

    /** Whether all of these answers were given. */
    public boolean isRecovered() {
        return answers.isEmpty();
    }

    /** Answers normally again. */
    public void recover() {
        answers.clear();
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
            boolean accepts = status == LOST || status == SLOW || status / 100 == 2;
            (accepts ? accepted : refused).add(post);
            listener.accept(post);
            respond(exchange, status);
        }
    }

    private void respond(HttpExchange exchange, int status) throws IOException {
        switch (status) {
            case CLOSE, LOST -> {}
            case SLOW -> {
                sleep();
                exchange.sendResponseHeaders(200, -1);
            }
            default -> {
                if (status == 429) {
                    exchange.getResponseHeaders().add("Retry-After", "1");
                }
                exchange.sendResponseHeaders(status, -1);
            }
        }
    }

    private void sleep() throws InterruptedIOException {
        try {
            Thread.sleep(slowness.toMillis());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed meanwhile");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
