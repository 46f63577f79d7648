package dev.espalier.examples;

import ai.djl.Device;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.espalier.data.Sample;
import dev.espalier.describe.Dims;
import dev.espalier.train.Prediction;
import dev.espalier.zoo.Loaded;
import dev.espalier.zoo.ReadyModel;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers predictions of a published model over HTTP.
 *
 * <pre>{@code
 * mvn -q package -Dexample=Serve -Dargs="target/zoo digits-sal 8080"
 * curl localhost:8080
 * curl localhost:8080/predict -d '{"inputs": [[0.1, 0.9, ...]]}'
 * }</pre>
 *
 * <p>An input is a sample's values in one row, as the data had them before any normalisation.
 */
public final class Serve implements AutoCloseable {
  private static final int MOST_BYTES = 4 << 20;
  private static final long MOST_SKIPPED = 64L << 20;
  private static final int MOST_INPUTS = 1000;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final ReadyModel model;
  private final HttpServer server;
  private final ExecutorService threads;

  private Serve(ReadyModel model, HttpServer server, ExecutorService threads) {
    this.model = model;
    this.server = server;
    this.threads = threads;
  }

  /** Serves until the process ends; takes zoo, model and port, by default those of DigitsSal. */
  public static void main(String[] args) throws IOException {
    String zoo = args.length > 0 ? args[0] : "target/zoo";
    String model = args.length > 1 ? args[1] : "digits-sal";
    int port = args.length > 2 ? Integer.parseInt(args[2]) : 8080;
    Serve serve = start(open(zoo).load(model), port);
    System.out.println(serve);
  }

  /**
   * Starts to serve a model, to this machine only.
   *
   * @param port the port; 0 for any that is free
   */
  public static Serve start(Loaded loaded, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Serve serve = new Serve(loaded.ready(Device.cpu()), server, threads);
    server.setExecutor(threads);
    server.createContext("/", serve::answer);
    server.start();
    return serve;
  }

  /** Gives the address that it serves at. */
  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private static Zoo open(String place) {
    return place.contains("://") ? Zoo.open(URI.create(place)) : Zoo.open(Path.of(place));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answerTo(exchange);
      } catch (Refusal refusal) {
        answer = new Answer(refusal.status, Map.of("error", String.valueOf(refusal.getMessage())));
      } catch (RuntimeException defect) {
        answer = new Answer(500, Map.of("error", "the server has failed: " + defect));
      }
      byte[] body = JSON.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answerTo(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals("/")) {
      requireMethod("GET", method);
      return new Answer(200, description());
    }
    if (path.equals("/predict")) {
      requireMethod("POST", method);
      return new Answer(200, Map.of("predictions", predictions(read(exchange))));
    }
    throw new Refusal(404, "there is no " + path + ". Try GET / or POST /predict.");
  }

  private Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("model", model.loaded().name());
    description.put("version", model.loaded().version());
    description.put("input", model.loaded().checked().input().sizes());
    description.put("classes", model.loaded().classes());
    return description;
  }

  private List<Map<String, Object>> predictions(Request request) {
    Dims dims = model.loaded().checked().input();
    if (request.inputs().isEmpty() || request.inputs().size() > MOST_INPUTS) {
      throw new Refusal(
          400, "found %s inputs, needed 1 to %s".formatted(request.inputs().size(), MOST_INPUTS));
    }
    List<Sample> samples = new ArrayList<>();
    for (double[] input : request.inputs()) {
      samples.add(sample(input, dims, samples.size()));
    }
    List<Map<String, Object>> answers = new ArrayList<>();
    for (Prediction prediction : model.predict(samples)) {
      Map<String, Object> answer = new LinkedHashMap<>();
      if (!prediction.classes().isEmpty()) {
        answer.put("best", prediction.bestClass());
      }
      answer.put("values", prediction.values());
      answers.add(answer);
    }
    return answers;
  }

  private static Sample sample(double[] input, Dims dims, int number) {
    if (input.length != dims.count()) {
      throw new Refusal(
          400,
          "input %s has %s values, needed the %s of %s"
              .formatted(number, input.length, dims.count(), dims));
    }
    for (double value : input) {
      if (!Double.isFinite(value)) {
        throw new Refusal(400, "input " + number + " has the value " + value);
      }
    }
    return Sample.of(dims, input);
  }

  private static Request read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      // A connection closed over unread bytes is reset, and the client might not see the answer.
      long skipped = MOST_BYTES;
      for (int read = 1; read > 0 && skipped < MOST_SKIPPED; skipped += read) {
        read = exchange.getRequestBody().readNBytes(MOST_BYTES).length;
      }
      throw new Refusal(413, "the body has more than " + MOST_BYTES + " bytes");
    }
    try {
      return JSON.readValue(body, Request.class);
    } catch (JsonProcessingException e) {
      throw new Refusal(
          400,
          "the body is not {\"inputs\": [[number, ...], ...]}: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private static void requireMethod(String needed, String found) {
    if (!found.equals(needed)) {
      throw new Refusal(405, "found " + found + ", needed " + needed);
    }
  }

  /** Stops to serve, and frees the networks once running requests are answered. */
  @Override
  public void close() {
    server.stop(1);
    threads.shutdown();
    model.close();
  }

  @Override
  public String toString() {
    return model.loaded().name() + " " + model.loaded().version() + " at " + address();
  }

  private record Request(List<double[]> inputs) {}

  private record Answer(int status, Map<String, ?> body) {}

  /** An answer that says no. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }
}
