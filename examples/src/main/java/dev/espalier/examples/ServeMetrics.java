package dev.espalier.examples;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What {@link Serve} counts, as Prometheus reads it.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">The text format</a>
 */
final class ServeMetrics {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] BOUNDS = {0.001, 0.005, 0.02, 0.1, 0.5, 2, 10};
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
  private final LongAdder predictions = new LongAdder();
  private final LongAdder[] within = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final AtomicInteger running = new AtomicInteger();

  ServeMetrics() {
    for (int i = 0; i < within.length; i++) {
      within[i] = new LongAdder();
    }
  }

  void began() {
    running.incrementAndGet();
  }

  void ended() {
    running.decrementAndGet();
  }

  void answered(int status, long tookNanos) {
    answers.computeIfAbsent(status, each -> new LongAdder()).increment();
    nanos.add(tookNanos);
    int bucket = 0;
    while (bucket < BOUNDS.length && tookNanos / NANOS > BOUNDS[bucket]) {
      bucket++;
    }
    within[bucket].increment();
  }

  void predicted(int rows) {
    predictions.add(rows);
  }

  /** Gives all of it; what is counted meanwhile may be in some lines and not in others. */
  String text() {
    StringBuilder text = new StringBuilder();
    head(text, "espalier_requests_total", "counter", "Requests answered, by HTTP status.");
    answers.forEach(
        (status, count) ->
            line(text, "espalier_requests_total{status=\"" + status + "\"}", count.sum()));
    head(text, "espalier_predictions_total", "counter", "Rows predicted.");
    line(text, "espalier_predictions_total", predictions.sum());
    head(text, "espalier_requests_in_progress", "gauge", "Requests not answered yet.");
    line(text, "espalier_requests_in_progress", running.get());
    String seconds = "espalier_request_seconds";
    head(text, seconds, "histogram", "Seconds from a request's head to its answer.");
    long count = 0;
    for (int i = 0; i < within.length; i++) {
      count += within[i].sum();
      String bound = i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "+Inf";
      line(text, seconds + "_bucket{le=\"" + bound + "\"}", count);
    }
    line(text, seconds + "_sum", nanos.sum() / NANOS);
    line(text, seconds + "_count", count);
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, Number value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
