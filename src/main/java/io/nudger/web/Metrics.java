package io.nudger.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** The registry that every room adds its meters to, and that {@code /metrics} shows. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    private Metrics() {}

    /**
     * A registry with the metric of what runs.
     *
     * @param version the version of the program, shown by {@code nudger_build_info}
     */
    public static Metrics create(String version) {
        Metrics metrics = new Metrics();
        // Their names break the rules that promtool checks, and they say nothing that the others do not.
        MeterRegistry.Config config = metrics.registry.config();
        config.meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        config.meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        Gauge.builder("nudger.build.info", () -> 1)
                .description("Always 1; the labels say the version and the Java runtime")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(metrics.registry);
        return metrics;
    }

    /** Where meters are registered. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /**
     * Adds the metrics of the process itself: memory, garbage collection, threads, processor, files, uptime. Java loads much for
     * that, so a start does it while it waits for something else.
     */
    public void reportProcess() {
        List<MeterBinder> binders = List.of(
                garbageCollection,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
