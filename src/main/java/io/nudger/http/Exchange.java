package io.nudger.http;

import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.ClientCredentials;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.FailureReason;
import io.nudger.check.HttpCheck;
import io.nudger.check.Observation;
import io.nudger.check.RequestSpec;
import io.nudger.check.ShownUrl;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.evaluate.Evaluation;
import io.nudger.evaluate.Evaluator;
import io.nudger.evaluate.Failure;
import io.nudger.evaluate.ReceivedResponse;
import io.nudger.probe.ProbeResult;
import io.nudger.probe.Prober;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One check: a request, the redirects that follow, and the verdict, all of the network under one deadline. Whatever
 * happens becomes a {@link Probe}; the future never fails. Lives on one event loop.
 */
final class Exchange implements Prober.Running {
    /** A stall of less than this says nothing about a check, however short its timeout. */
    private static final long MIN_DOUBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int DOUBT_SHARE = 10;

    /** How many times as long work takes by the clock when the machine has other things to do. */
    private static final int SLOWEST_MACHINE = 10;

    private final Target target;
    private final HttpCheck check;
    private final Evaluator evaluator;
    private final ProbeLoop loop;
    private final Fetch.Wiring wiring;
    private final Promise<Probe> promise = Promise.promise();
    private final @Nullable Authorization authorization;
    private RedirectChain chain = new RedirectChain();
    private final Instant startedAt;
    private final long begin = System.nanoTime();
    private final long stalledBefore;
    private final long timeout;
    private final ScheduledFuture<?> deadline;
    private @Nullable CookieJar cookies;
    /** The time before the site was asked: a token had to be got first. */
    private long tokenNanos;

    private long networkNanos;
    private boolean patient;
    private @Nullable ScheduledFuture<?> grace;
    private boolean done;

    /** Begins the check at once, on the current event loop. */
    Exchange(Target target, Connector connector, Evaluator evaluator, ProbeLoop loop, Context context, Instant now) {
        this.target = target;
        this.check = HttpCheck.of(target);
        this.evaluator = evaluator;
        this.loop = loop;
        this.startedAt = now;
        this.timeout = target.timeout().toNanos();
        this.wiring = new Fetch.Wiring(
                connector,
                loop,
                context,
                () -> begin + timeout - System.nanoTime(),
                target.name(),
                2 * target.interval().toNanos());
        this.authorization = authorization(connector);
        loop.watch().enter();
        stalledBefore = loop.watch().stalledNanos();
        deadline = loop.eventLoop()
                .schedule(() -> context.runOnContext(v -> deadlinePassed()), timeout, TimeUnit.NANOSECONDS);
    }

    /** Sends the first request. Called once. */
    Future<Probe> run() {
        guarded(() -> {
            if (authorization == null) {
                start(Message.of(check.request()));
            } else {
                authorize(authorization);
            }
        });
        return promise.future();
    }

    private @Nullable Authorization authorization(Connector connector) {
        ClientCredentials credentials = check.request().credentials();
        return credentials == null
                ? null
                : new Authorization(
                        connector.tokens(), wiring, check.request(), credentials, Destination.of(target.url()));
    }

    private void authorize(Authorization way) {
        way.header().onComplete(header -> {
            if (!done) {
                guarded(() -> authorized(way, header));
            }
        });
    }

    private void authorized(Authorization way, AsyncResult<String> header) {
        if (header.succeeded()) {
            tokenNanos = elapsed();
            start(Message.of(check.request()).authorized(header.result()));
            return;
        }
        Failure failure = way.failure(header.cause(), elapsed());
        if (failure == null) {
            defect(header.cause());
        } else {
            fail(failure);
        }
    }

    private void start(Message message) {
        Destination first = Destination.of(target.url());
        visit(check.request().cacheBusting() ? first.unseen() : first, message);
    }

    /** What the check found, when it is over; never failed. */
    Future<Probe> future() {
        return promise.future();
    }

    @Override
    public Future<ProbeResult> result() {
        return promise.future().map(Probe::result);
    }

    @Override
    public void end(Verdict verdict) {
        conclude(Evaluation.of(verdict), null);
    }

    private void visit(Destination destination, Message message) {
        ConnectionSpec connection = check.request().connection();
        boolean atHome = chain.beganAt(destination.host());
        Fetch fetch = new Fetch(wiring, atHome ? connection : connection.elsewhere(), destination, message);
        chain.add(fetch);
        RequestSpec request = check.request();
        fetch.run(new Fetch.Reading(
                        this::isFollowed,
                        request.maxBodyBytes(),
                        !check.expectation().body().isAny(),
                        isUnseen()))
                .onComplete(result -> {
                    if (!done) {
                        guarded(() -> fetched(fetch, result));
                    }
                });
    }

    private boolean isFollowed(HttpClientResponse response) {
        return Message.isRedirect(response.statusCode()) && check.request().maxRedirects() > 0;
    }

    private void fetched(Fetch fetch, AsyncResult<Response> result) {
        if (result.failed()) {
            failed(fetch, result.cause());
            return;
        }
        Response answer = result.result();
        if (Message.isRedirect(answer.statusCode()) && check.request().maxRedirects() > 0) {
            redirected(fetch, answer);
            return;
        }
        if (authorization != null
                && !check.expectation().status().contains(answer.statusCode())
                && authorization.isRefused(fetch, answer)) {
            chain = new RedirectChain();
            cookies = null;
            authorize(authorization);
            return;
        }
        stopClock();
        ContentDecoder decoder = answer.body().decoder();
        if (decoder == null || answer.body().isCut()) {
            evaluate(answer);
        } else {
            decode(fetch, answer, decoder);
        }
    }

    /** Whether nothing looks at the body, so that its end does not matter. */
    private boolean isUnseen() {
        return check.expectation().body().isAny()
                && !check.request().connection().strictHttp();
    }

    /** What cannot be decoded here matters only to those who want to look at it. */
    private void undecodable(Fetch fetch, Response answer, ContentDecoder decoder) {
        if (!check.expectation().body().isAny()) {
            fail(FailureClassifier.undecodable(fetch, decoder));
        } else {
            evaluate(answer);
        }
    }

    private void decode(Fetch fetch, Response answer, ContentDecoder decoder) {
        wiring.context()
                .executeBlocking(
                        () -> {
                            boolean possible = decoder.obstacle() == null;
                            if (possible) {
                                answer.body().decode();
                            }
                            return possible;
                        },
                        false)
                .onComplete(decoded -> guarded(() -> {
                    if (decoded.failed()) {
                        undecoded(fetch, answer, decoded.cause());
                    } else if (decoded.result()) {
                        evaluate(answer);
                    } else {
                        undecodable(fetch, answer, decoder);
                    }
                }));
    }

    private void undecoded(Fetch fetch, Response answer, Throwable cause) {
        if (cause instanceof BodyTooLargeException && isUnseen()) {
            evaluate(answer);
            return;
        }
        Failure failure = FailureClassifier.undecoded(fetch, answer, cause);
        if (failure == null) {
            defect(cause);
        } else if (check.expectation().status().contains(answer.statusCode())) {
            fail(failure);
        } else {
            String wanted = "The status is " + answer.status() + ", wanted "
                    + check.expectation().status() + ". ";
            fail(Failure.conclusive(FailureReason.STATUS, wanted + failure.message()));
        }
    }

    private void evaluate(Response answer) {
        ReceivedResponse received = new ReceivedResponse(
                answer,
                chain.firstToExpire(),
                chain.firstLeafToExpire(),
                startedAt,
                Duration.ofNanos(networkNanos - tokenNanos),
                stalledBeyondDoubt(),
                target.failures().evidence().failures());
        evaluator
                .evaluate(check.expectation(), received)
                .onComplete(evaluated -> guarded(() -> {
                    if (evaluated.succeeded()) {
                        conclude(evaluated.result(), null);
                    } else {
                        defect(evaluated.cause());
                    }
                }));
    }

    private void redirected(Fetch fetch, Response answer) {
        if (chain.redirects() >= check.request().maxRedirects()) {
            fail(FailureClassifier.tooManyRedirects(fetch, check.request().maxRedirects()));
            return;
        }
        String location = answer.location();
        if (location == null || location.isBlank()) {
            fail(FailureClassifier.redirectToNowhere(fetch, answer));
            return;
        }
        Destination next;
        try {
            next = fetch.destination().follow(location);
        } catch (IllegalArgumentException e) {
            fail(FailureClassifier.unusableRedirect(fetch, location, e));
            return;
        }
        Message message = fetch.message().redirected(answer.statusCode(), fetch.destination(), next);
        visit(next, check.request().cookies() ? withCookies(fetch, answer, next, message) : message);
    }

    private Message withCookies(Fetch fetch, Response answer, Destination next, Message message) {
        List<String> set = answer.headers().getAll("set-cookie");
        CookieJar jar = cookies;
        if (jar == null) {
            if (set.isEmpty()) {
                return message;
            }
            jar = new CookieJar();
            cookies = jar;
        }
        jar.take(fetch.destination(), fetch.message().hostAt(fetch.destination()), set);
        return message.with(jar.of(next, message.hostAt(next)));
    }

    private void failed(Fetch fetch, Throwable cause) {
        chain.rejected(FailureClassifier.rejectedSession(cause));
        Failure failure = FailureClassifier.classify(fetch, cause, elapsed());
        if (failure == null) {
            defect(cause);
        } else {
            fail(failure);
        }
    }

    private void deadlinePassed() {
        if (done || networkNanos != 0) {
            return;
        }
        // A loop that stood still has not yet seen what came meanwhile: an answer that does not rest on time still
        // counts.
        if (!patient && elapsed() - timeout > MIN_DOUBT_NANOS) {
            patient = true;
            grace = loop.eventLoop()
                    .schedule(
                            () -> wiring.context().runOnContext(v -> deadlinePassed()),
                            MIN_DOUBT_NANOS,
                            TimeUnit.NANOSECONDS);
        } else {
            guarded(() -> fail(tooLate()));
        }
    }

    private Failure tooLate() {
        Failure noToken = authorization == null || !chain.isEmpty() ? null : authorization.deadline(target.timeout());
        return noToken == null ? FailureClassifier.deadline(chain.last(), target.timeout()) : noToken;
    }

    private void fail(Failure failure) {
        stopClock();
        long stalled = stalledBeyondDoubt();
        end(
                failure.conclusive() || stalled == 0
                        ? Verdict.down(failure.reason(), failure.message())
                        : failure.doubted(stalled));
    }

    /**
     * How long the loop was stalled during the check, if that is enough to doubt what rests on time; 0 if not. The work on
     * what the servers of this check sent excuses the other checks, not this one.
     */
    private long stalledBeyondDoubt() {
        long stalled = Math.max(loop.watch().stalledNanos() - stalledBefore, networkNanos - timeout);
        long byOthers = stalled
                - SLOWEST_MACHINE * (chain.busyNanos() + (authorization == null ? 0 : authorization.busyNanos()));
        return byOthers > Math.max(MIN_DOUBT_NANOS, timeout / DOUBT_SHARE) ? stalled : 0;
    }

    private void defect(Throwable cause) {
        conclude(Evaluation.of(defective(cause)), cause);
    }

    private static Verdict defective(Throwable cause) {
        return Verdict.unknown(
                FailureReason.INTERNAL,
                "A defect of nudger ended the check: " + cause.getClass().getName() + ": " + cause.getMessage());
    }

    /** No error may get past: a check that never ends would never be followed by another. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            defect(e);
        }
    }

    /** The network has done its part; what follows is not the site's time. */
    private void stopClock() {
        if (networkNanos == 0) {
            networkNanos = elapsed();
            deadline.cancel(false);
            if (grace != null) {
                grace.cancel(false);
            }
        }
    }

    private long elapsed() {
        return Math.max(1, System.nanoTime() - begin);
    }

    private void conclude(Evaluation evaluation, @Nullable Throwable defect) {
        if (done) {
            return;
        }
        done = true;
        loop.watch().leave();
        promise.complete(probe(evaluation, defect));
    }

    private Probe probe(Evaluation evaluation, @Nullable Throwable defect) {
        try {
            stopClock();
            chain.abort();
            Hop token = null;
            if (authorization != null) {
                authorization.abort();
                token = authorization.hop();
            }
            List<Hop> hops = chain.hops();
            Observation seen = chain.observe(
                    hops,
                    Duration.ofNanos(networkNanos - tokenNanos),
                    evaluation,
                    target.failures().evidence());
            return new Probe(startedAt, evaluation.verdict(), seen, hops, token, evaluation.results(), defect)
                    .shown(ShownUrl.of(target));
        } catch (RuntimeException | Error e) {
            // Nor may what is reported of the check keep it from ending.
            Verdict verdict = defective(e).shown(ShownUrl.of(target));
            return new Probe(startedAt, verdict, Observation.NONE, List.of(), null, List.of(), e);
        }
    }
}
