package io.nudger.testing;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands at {@code /metrics}, read as strictly as Prometheus reads its text format. */
public final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private final Map<String, String> types;
    private final List<Sample> samples;

    private MetricsPage(Map<String, String> types, List<Sample> samples) {
        this.types = types;
        this.samples = samples;
    }

    /** Reads the page at this address. */
    public static MetricsPage fetch(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return parse(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException when a line of it is not in the format, or a metric is described twice
     */
    public static MetricsPage parse(String text) {
        Map<String, String> types = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", 4);
                if (types.put(words[2], words[3]) != null) {
                    throw new IllegalArgumentException("described twice: " + line);
                }
                continue;
            }
            if (!line.isBlank() && !line.startsWith("# HELP ")) {
                samples.add(sample(line));
            }
        }
        return new MetricsPage(types, samples);
    }

    /** The type of each metric. */
    public Map<String, String> types() {
        return types;
    }

    /** Every sample with this name. */
    public List<Sample> samples(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The sum of all samples with this name whose labels include these, as {@code name=value}; 0 when there is none. */
    public double sum(String name, String... labels) {
        Map<String, String> wanted = Arrays.stream(labels)
                .map(label -> label.split("=", 2))
                .collect(toMap(parts -> parts[0], parts -> parts[1]));
        return samples(name).stream()
                .filter(sample -> sample.labels().entrySet().containsAll(wanted.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    /**
     * The smallest bound of a histogram under which at least this share of what was measured lies, over all its series.
     *
     * @param histogram its name, without {@code _bucket}
     * @param share between 0 and 1
     */
    public double quantile(String histogram, double share) {
        Map<Double, Double> buckets = new TreeMap<>();
        for (Sample sample : samples(histogram + "_bucket")) {
            buckets.merge(number(sample.labels().getOrDefault("le", "+Inf")), sample.value(), Double::sum);
        }
        double rank = share * buckets.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= rank)
                .mapToDouble(Map.Entry::getKey)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        String text = matcher.group(2) == null ? "" : matcher.group(2);
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException("not labels: " + line);
        }
        return new Sample(matcher.group(1), labels, number(matcher.group(3)));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /**
     * One line of the page.
     *
     * @param name the metric
     * @param labels its labels, as written
     * @param value its value
     */
    public record Sample(String name, Map<String, String> labels, double value) {}
}
