package dev.espalier.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A zoo behind a web server. */
final class HttpStore implements Store {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final URI root;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  HttpStore(URI root) {
    this.root = URI.create(root.toString().replaceAll("/*$", "") + "/");
  }

  @Override
  public Optional<byte[]> read(String path, long most) {
    HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        if (response.statusCode() != OK) {
          throw unreadable(path, "the server answers " + response.statusCode());
        }
        byte[] bytes = in.readNBytes((int) most);
        if (in.read() >= 0) {
          throw tooLarge(path, most);
        }
        return Optional.of(bytes);
      }
    } catch (IOException e) {
      throw unreadable(path, "it cannot be read: " + e).causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable(path, "reading was interrupted").causedBy(e);
    }
  }

  @Override
  public String place() {
    return root.toString();
  }
}
