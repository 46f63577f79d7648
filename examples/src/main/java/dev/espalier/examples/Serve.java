package dev.espalier.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.Device;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.Loaded;
import dev.espalier.zoo.ReadyModel;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Answers predictions of a published model over HTTP.
 *
 * <pre>{@code
 * mvn -q package -Dexample=Serve -Dargs="target/zoo digits-sal 8080"
 * curl localhost:8080
 * curl localhost:8080/predict -H 'Content-Type: application/json' -d '{"inputs": [[0.1, 0.9, ...]]}'
 * curl localhost:8080/predict -H 'Content-Type: application/json' -d '{"age": 29, "city": "Kiel"}'
 * curl localhost:8080/predict -H 'Content-Type: text/csv' --data-binary @customers.csv
 * curl localhost:8080/predict -H 'Content-Type: image/png' --data-binary @picture.png
 * }</pre>
 *
 * <p>An input is a sample's values in one row, as the data had them before any normalisation. A
 * model of a table takes rows by the columns' names, as JSON (an object or a list of them) or as a
 * CSV file; one of texts takes {@code "Buy now"} or a list too; one of pictures takes a file of any
 * size.
 *
 * <p>{@code GET /health} says that it serves, {@code GET /metrics} what Prometheus reads. {@link
 * ServeLimits} bounds a request.
 *
 * <p>Every connection has a thread of its own and a deadline, so that clients that stall wait
 * alone; as many predictions run at once as there are processors. The port is open to this machine
 * only; whoever opens it to others puts a proxy before it.
 */
public final class Serve implements AutoCloseable {
  /** What can be given, in this order. */
  @Command(description = "Answers predictions of a published model over HTTP.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "zoo",
        description = "The zoo's folder or address.")
    String zoo = "target/zoo";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "model",
        description = "The name of the model.")
    String model = "digits-sal";

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "port",
        description = "From 0 to 65535; 0 takes any that is free.")
    int port = 8080;

    @Option(
        names = "bytes",
        description = "Bytes of a body at most.",
        converter = Program.AtLeastOne.class)
    int bytes = ServeLimits.standard().bytes();

    @Option(
        names = "rows",
        description = "Rows of a request at most.",
        converter = Program.AtLeastOne.class)
    int rows = ServeLimits.standard().rows();

    @Option(
        names = "atOnce",
        description = "Predictions that are computed at once.",
        converter = Program.AtLeastOne.class)
    int atOnce = ServeLimits.standard().atOnce();

    @Option(
        names = "seconds",
        description = "Seconds that a request waits for its turn.",
        converter = Program.AtLeastOne.class)
    int seconds = ServeLimits.standard().seconds();
  }

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NO_SUCH_METHOD = 405;
  private static final int TOO_LARGE = 413;
  private static final int FAILED = 500;
  private static final int BUSY = 503;
  private static final int PIECE = 64 << 10;
  private static final int SECONDS_TO_STOP = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static {
    // The JDK's server reads these once, when its first class loads: seconds for a whole request
    // and for a whole answer, how many clients may be there at once, and the seconds after which
    // one that says nothing makes room for others.
    byDefault("sun.net.httpserver.maxReqTime", "20");
    byDefault("sun.net.httpserver.maxRspTime", "20");
    byDefault("jdk.httpserver.maxConnections", "200");
    byDefault("sun.net.httpserver.idleInterval", "5");
  }

  private final ReadyModel model;
  private final HttpServer server;
  private final ExecutorService threads;
  private final ServeLimits limits;
  private final Semaphore turns;
  private final ServeBody bodies;
  private final ServeMetrics metrics = new ServeMetrics();

  private Serve(ReadyModel model, HttpServer server, ExecutorService threads, ServeLimits limits) {
    this.model = model;
    this.server = server;
    this.threads = threads;
    this.limits = limits;
    this.turns = new Semaphore(limits.atOnce());
    this.bodies = new ServeBody(model, limits.rows());
  }

  /** Serves until the process ends; takes zoo, model and port, by default those of DigitsSal. */
  public static void main(String[] args) {
    Program.start(Serve.class, new Given(), args, Serve::run);
  }

  private static void run(Given given) throws IOException {
    ServeLimits limits = new ServeLimits(given.bytes, given.rows, given.atOnce, given.seconds);
    Serve serve = start(open(given.zoo).load(given.model), given.port, limits);
    Runtime.getRuntime().addShutdownHook(new Thread(serve::close, "stop"));
    System.out.println(serve);
  }

  /**
   * Starts to serve a model, to this machine only.
   *
   * @param port the port; 0 for any that is free
   */
  public static Serve start(Loaded loaded, int port) throws IOException {
    return start(loaded, port, ServeLimits.standard());
  }

  /** Starts to serve a model within limits. */
  static Serve start(Loaded loaded, int port, ServeLimits limits) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    Serve serve = new Serve(loaded.ready(Device.cpu()), server, threads, limits);
    server.setExecutor(threads);
    server.createContext("/", serve::answer);
    server.start();
    return serve;
  }

  /** Gives the address that it serves at. */
  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private static void byDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static Zoo open(String place) {
    return place.contains("://") ? Zoo.open(URI.create(place)) : Zoo.open(Path.of(place));
  }

  private void answer(HttpExchange exchange) throws IOException {
    long began = System.nanoTime();
    metrics.began();
    try (exchange) {
      Answer answer;
      try {
        answer = answerTo(exchange);
      } catch (ServeInputs.Refusal refusal) {
        answer = Answer.json(refusal.status(), Map.of("error", refusal.reason()));
      } catch (RuntimeException defect) {
        System.err.println("a request has failed: " + defect);
        answer = Answer.json(FAILED, Map.of("error", "the server has failed"));
      }
      skipRest(exchange.getRequestBody());
      // Counted before it is sent, so that whoever has an answer finds it counted.
      metrics.answered(answer.status(), System.nanoTime() - began);
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      if (exchange.getRequestMethod().equals("HEAD")) {
        String length = String.valueOf(body.length);
        exchange.getResponseHeaders().set("Content-Length", length);
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        // Closed here: the exchange would first read on in a body that has broken off, and drop
        // the answer with it.
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    } finally {
      metrics.ended();
    }
  }

  private Answer answerTo(HttpExchange exchange) throws IOException {
    String path = String.valueOf(exchange.getRequestURI().getPath());
    if (path.equals("/predict")) {
      requireMethod(exchange, "POST");
      String type = bodies.type(exchange.getRequestHeaders().getFirst("Content-Type"));
      return Answer.json(OK, Map.of("predictions", predictions(exchange, type)));
    }
    if (!List.of("/", "/health", "/metrics").contains(path)) {
      throw new ServeInputs.Refusal(
          NOT_FOUND,
          "there is no such place. Try GET /, GET /health, GET /metrics or POST /predict.");
    }
    requireMethod(exchange, "GET", "HEAD");
    return switch (path) {
      case "/health" -> Answer.json(OK, Map.of("status", "serving"));
      case "/metrics" -> new Answer(OK, ServeMetrics.TYPE, metrics.text());
      default -> Answer.json(OK, description());
    };
  }

  private Map<String, Object> description() {
    Loaded loaded = model.loaded();
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("model", loaded.name());
    description.put("version", loaded.version());
    description.put("input", loaded.checked().input().sizes());
    description.put("classes", loaded.classes());
    loaded.recipe().ifPresent(recipe -> description.put("columns", recipe.names()));
    description.put("takes", bodies.types());
    return description;
  }

  private List<Map<String, Object>> predictions(HttpExchange exchange, String type)
      throws IOException {
    byte[] body = body(exchange);
    if (body.length > limits.bytes()) {
      throw new ServeInputs.Refusal(
          TOO_LARGE, "the body has more than " + limits.bytes() + " bytes");
    }
    takeTurn(exchange);
    try {
      return said(bodies.predictions(type, body));
    } finally {
      turns.release();
    }
  }

  private void takeTurn(HttpExchange exchange) {
    boolean taken = false;
    try {
      taken = turns.tryAcquire(limits.seconds(), TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw new ServeInputs.Refusal(
          BUSY, "others were served for %s s. Try again.".formatted(limits.seconds()));
    }
  }

  private byte[] body(HttpExchange exchange) {
    try {
      return exchange
          .getRequestBody()
          .readNBytes((int) Math.min(limits.bytes() + 1L, Integer.MAX_VALUE - 8));
    } catch (IOException e) {
      throw ServeInputs.Refusal.badRequest("the body breaks off, or its chunks have no sizes");
    }
  }

  private List<Map<String, Object>> said(List<Prediction> predictions) {
    List<Map<String, Object>> answers = new ArrayList<>();
    for (Prediction prediction : predictions) {
      if (!prediction.values().stream().allMatch(Double::isFinite)) {
        throw ServeInputs.Refusal.badRequest(
            "input %s is so large that the model's answer is no number".formatted(answers.size()));
      }
      answers.add(ServeAnswer.of(prediction));
    }
    metrics.predicted(answers.size());
    return answers;
  }

  /** Reads on to the end: a connection closed over unread bytes is reset, and no answer arrives. */
  private static void skipRest(InputStream body) {
    byte[] piece = new byte[PIECE];
    int read = 0;
    // A client that never ends meets its deadline.
    while (read >= 0) {
      try {
        read = body.read(piece);
      } catch (IOException e) {
        // It has broken off, which ends it too.
        read = -1;
      }
    }
  }

  private static void requireMethod(HttpExchange exchange, String... allowed) {
    String found = exchange.getRequestMethod();
    if (!List.of(allowed).contains(found)) {
      String needed = String.join(", ", allowed);
      exchange.getResponseHeaders().set("Allow", needed);
      throw new ServeInputs.Refusal(NO_SUCH_METHOD, "found another method, needed " + needed);
    }
  }

  /** Stops to serve, and frees the networks once running requests are answered. */
  @Override
  public void close() {
    server.stop(SECONDS_TO_STOP);
    threads.shutdown();
    model.close();
  }

  @Override
  public String toString() {
    return model.loaded().name() + " " + model.loaded().version() + " at " + address();
  }

  private record Answer(int status, String type, String body) {
    static Answer json(int status, Map<String, ?> body) throws IOException {
      return new Answer(status, "application/json", JSON.writeValueAsString(body));
    }
  }
}
