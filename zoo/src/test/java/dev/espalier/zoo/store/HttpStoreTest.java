package dev.espalier.zoo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.zoo.Zoo;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that answer wrongly, slowly or never; each is a socket, and a script of what it sends.
 */
final class HttpStoreTest {
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
  private final ServerSocket server;
  private final Thread thread;
  private final AtomicInteger asked = new AtomicInteger();

  /** What a server does with a connection. */
  private interface Script {
    void play(OutputStream out) throws Exception;
  }

  HttpStoreTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "server");
  }

  @BeforeEach
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    thread.interrupt();
  }

  @Test
  void aFileIsReadAndAMissingOneIsNone() {
    says(OK + "Content-Length: 4\r\n\r\nfile");
    says("HTTP/1.1 404 Not Found\r\nContent-Length: 9999999\r\n\r\nnone");

    assertThat(store().bytes("a.json", 4)).hasValue("file".getBytes(UTF_8));
    assertThat(store().bytes("b.json", 4)).isEmpty();
  }

  @Test
  void anAnswerThatNeverComesEnds() {
    scripts.add(out -> stall());

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            """
            zoo %s has a problem:
              file 'a.json': the server is too slow, 0 bytes have come in 0 seconds. Try another copy of the zoo.\
            """
                .formatted(address()));
  }

  @Test
  void aBodyThatStallsEnds() {
    scripts.add(
        out -> {
          send(out, OK + "Content-Length: 100\r\n\r\nhalf");
          stall();
        });

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("the server is too slow, 4 bytes have come in 0 seconds");
  }

  @Test
  void aBodyThatTricklesEnds() {
    scripts.add(
        out -> {
          send(out, OK + "Content-Length: 100000\r\n\r\n");
          while (true) {
            send(out, " ");
            TimeUnit.MILLISECONDS.sleep(20);
          }
        });

    assertThatThrownBy(() -> store().bytes("a.json", 100_000))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("the server is too slow");
  }

  @Test
  void anEndlessBodyEndsAtTheMostThatIsRead() {
    scripts.add(
        out -> {
          send(out, OK + "Connection: close\r\n\r\n");
          while (true) {
            send(out, " ".repeat(10_000));
          }
        });

    assertThatThrownBy(() -> store().bytes("a.json", 100_000))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("file 'a.json': it has more than the 100000 bytes that are read");
  }

  @Test
  void endlessHeadersEnd() {
    scripts.add(
        out -> {
          send(out, OK);
          for (int i = 0; ; i++) {
            send(out, "X-" + i + ": " + "x".repeat(10_000) + "\r\n");
          }
        });

    assertThatThrownBy(() -> store().bytes("a.json", 100)).isInstanceOf(ZooException.class);
  }

  @Test
  void anAnswerThatBreaksOffIsTriedAnew() {
    for (int i = 0; i < 2; i++) {
      says(OK + "Content-Length: 100\r\n\r\nhalf");
    }
    says(OK + "Content-Length: 4\r\n\r\nfile");

    assertThat(store().bytes("a.json", 100)).hasValue("file".getBytes(UTF_8));
    assertThat(asked).hasValue(3);
  }

  @Test
  void anAnswerThatBreaksOffEachTimeIsRefused() {
    for (int i = 0; i < 3; i++) {
      says(OK + "Content-Length: 100\r\n\r\nhalf");
    }

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            """
            zoo %s has a problem:
              file 'a.json': the server broke off after 4 bytes, 3 times. Try the address in a browser, or later.\
            """
                .formatted(address()));
  }

  @Test
  void whatIsNoHttpIsRefused() {
    for (int i = 0; i < 3; i++) {
      says("Content-Length: -5\r\n\r\nhello");
    }

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("the server broke off after 0 bytes, 3 times");
  }

  @Test
  void aRedirectIsNamedAndNotFollowed() {
    says(
        "HTTP/1.1 301 Moved\r\nLocation: http://elsewhere/zoo/a.json\r\nContent-Length: 0\r\n\r\n");

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining(
            "the server leads on to http://elsewhere/zoo/a.json, which is not followed");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aServerInTroubleIsAskedThreeTimes() {
    for (int i = 0; i < 3; i++) {
      says("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    }

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("the server answers 503");
    assertThat(asked).hasValue(3);
  }

  @Test
  void whereNoServerIsNoneAnswers() throws Exception {
    URI address = address();
    server.close();

    assertThatThrownBy(() -> new HttpStore(address, PATIENCE).bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            """
            zoo %s has a problem:
              file 'a.json': no server answers there. Try the address in a browser, or later.\
            """
                .formatted(address));
  }

  @Test
  void anInterruptEndsReadingAndIsKept() {
    scripts.add(out -> stall());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> store().bytes("a.json", 100))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("reading was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void addressesWithMorePartsThanHostAndPathAreRefused() {
    for (String address :
        List.of(
            "http:///zoo", "http://me:secret@host/zoo", "http://host/zoo?a=b", "http://host/#a")) {
      assertThatThrownBy(() -> Zoo.open(URI.create(address)))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("address: needed a host and a path alone, without user, '?' or '#'")
          .hasMessageNotContaining("secret");
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        asked.incrementAndGet();
        if (socket.getInputStream().read(new byte[10_000]) > 0) {
          scripts.remove().play(socket.getOutputStream());
        }
      } catch (Exception gone) {
        // That the client goes is what most scripts wait for.
      }
    }
  }

  private void says(String text) {
    scripts.add(out -> send(out, text));
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static void stall() throws InterruptedException {
    TimeUnit.SECONDS.sleep(60);
  }

  private HttpStore store() {
    return new HttpStore(address(), PATIENCE);
  }

  private URI address() {
    return URI.create("http://localhost:" + server.getLocalPort() + "/");
  }
}
