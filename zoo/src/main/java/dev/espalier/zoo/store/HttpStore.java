package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * A zoo behind a web server, which is given little time and believed in nothing.
 *
 * <p>An answer, headers and body, has a patience's time, and more only with what has come: a body
 * that stalls or trickles ends as one that never comes. What breaks off is tried anew.
 */
public final class HttpStore implements Store {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  // 100 kB a second.
  private static final long NANOS_PER_BYTE = 10_000;
  private static final int ATTEMPTS = 3;
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(502, 503, 504);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  private final URI root;
  private final Duration patience;

  /**
   * Takes the address that the zoo's files lie under.
   *
   * @throws ZooException if it has parts that no file's address can be made with
   */
  public HttpStore(URI root) {
    this(root, PATIENCE);
  }

  HttpStore(URI root, Duration patience) {
    if (root.getHost() == null
        || root.getRawUserInfo() != null
        || root.getRawQuery() != null
        || root.getRawFragment() != null) {
      throw ZooException.of(
          "zoo " + root.getScheme() + "://" + (root.getHost() == null ? "" : root.getHost()),
          "address",
          "needed a host and a path alone, without user, '?' or '#'",
          "https://example.org/zoo");
    }
    this.root = URI.create(root.toString().replaceAll("/*$", "") + "/");
    this.patience = patience;
  }

  @Override
  public <S extends Sink> Optional<S> read(String path, long most, Supplier<S> sink) {
    for (int attempt = 1; ; attempt++) {
      HttpBody<S> body = new HttpBody<>(most, sink.get());
      try {
        HttpResponse<S> answer = answer(path, body);
        if (answer.statusCode() == OK) {
          return Optional.of(answer.body());
        }
        if (answer.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        if (attempt == ATTEMPTS || !PASSING.contains(answer.statusCode())) {
          throw refusal(path, answer);
        }
      } catch (HttpBody.TooLargeException e) {
        throw tooLarge(path, most).causedBy(e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw broken(path, body.received(), e);
        }
      }
      pause(path, attempt);
    }
  }

  /** Waits for a whole answer, as long as it comes fast enough. */
  private <S extends Sink> HttpResponse<S> answer(String path, HttpBody<S> body)
      throws IOException {
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<S>> answer =
        CLIENT.sendAsync(HttpRequest.newBuilder(root.resolve(path)).build(), body);
    try {
      while (true) {
        long received = body.received();
        long taken = System.nanoTime() - start;
        long left = patience.toNanos() + received * NANOS_PER_BYTE - taken;
        if (left <= 0) {
          throw unreadable(
              path,
              "the server is too slow, %s bytes have come in %s seconds"
                  .formatted(received, TimeUnit.NANOSECONDS.toSeconds(taken)));
        }
        Optional<HttpResponse<S>> whole = within(answer, left);
        if (whole.isPresent()) {
          return whole.get();
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(path, e);
    } finally {
      // What is whole is not touched by this; what is not, loses its connection.
      answer.cancel(true);
      body.cancel();
    }
  }

  private static <T> Optional<T> within(CompletableFuture<T> future, long nanos)
      throws InterruptedException, IOException {
    try {
      return Optional.of(future.get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ZooException refused) {
        throw refused;
      }
      if (e.getCause() instanceof OutOfMemoryError full) {
        throw full;
      }
      throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
    }
  }

  private void pause(String path, int attempt) {
    try {
      TimeUnit.MILLISECONDS.sleep(100L * attempt);
    } catch (InterruptedException e) {
      throw interrupted(path, e);
    }
  }

  private ZooException interrupted(String path, InterruptedException e) {
    Thread.currentThread().interrupt();
    return unreadable(path, "reading was interrupted").causedBy(e);
  }

  private ZooException refusal(String path, HttpResponse<?> answer) {
    Optional<String> there = answer.headers().firstValue("Location");
    if (REDIRECTS.contains(answer.statusCode()) && there.isPresent()) {
      return ZooException.of(
          "zoo " + place(),
          "file '" + path + "'",
          "the server leads on to " + there.get() + ", which is not followed",
          "that address, if it is trusted");
    }
    return ZooException.of(
        "zoo " + place(),
        "file '" + path + "'",
        "the server answers " + answer.statusCode(),
        "the address in a browser");
  }

  private ZooException broken(String path, long received, IOException e) {
    String what;
    if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
      what = "no server answers there";
    } else if (e instanceof SSLException) {
      what = "the server cannot prove that it is the one of this address";
    } else {
      what = "the server broke off after %s bytes, %s times".formatted(received, ATTEMPTS);
    }
    return ZooException.of(
            "zoo " + place(), "file '" + path + "'", what, "the address in a browser, or later")
        .causedBy(e);
  }

  @Override
  public String place() {
    return root.toString();
  }
}
