package dev.espalier.examples;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Run;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.zoo.Zoo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own with short deadlines, and clients that misbehave. */
@SuppressWarnings("NullAway.Init")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ServeStallsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

  @TempDir private static Path folder;

  private static Process server;
  private static URI address;

  @BeforeAll
  static void publishAndServe() throws Exception {
    Network digits = network("digits", n -> n.input(1, 8, 8).flatten().output(10));
    try (Run run = train(digits, supervised(), r -> r.classify(Datasets.digits()).epochs(1))) {
      Zoo.at(folder.resolve("zoo")).publish(run, "digits", card -> card);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dsun.net.httpserver.maxReqTime=2");
    command.add("-Dai.djl.offline=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Serve.class.getName()));
    command.addAll(List.of(folder.resolve("zoo").toString(), "digits", "0"));
    server = new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    BufferedReader said = server.inputReader(UTF_8);
    String started = said.readLine();
    address = URI.create(started.substring(started.indexOf("http")));
  }

  @AfterAll
  static void kill() {
    server.destroyForcibly();
  }

  @Test
  @Order(1)
  void manyStalledClientsBlockNobodyAndAreLetGo() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    for (String start :
        List.of("GET / HT", "POST /predict HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n{")) {
      for (int i = 0; i < 20; i++) {
        stalled.add(sent(start));
      }
    }

    String answer = answer(sent(GET));

    assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("\"model\":\"digits\"");
    for (Socket socket : stalled) {
      assertThat(answer(socket)).doesNotContain("200 OK");
    }
  }

  @Test
  @Order(2)
  void aClientThatTricklesIsLetGo() throws Exception {
    try (Socket socket =
        sent("POST /predict HTTP/1.1\r\nHost: here\r\nContent-Length: 99999\r\n\r\n")) {
      long start = System.nanoTime();
      boolean open = true;
      while (open && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
        TimeUnit.MILLISECONDS.sleep(100);
        try {
          socket.getOutputStream().write(' ');
        } catch (IOException closed) {
          open = false;
        }
      }

      assertThat(open).isFalse();
    }
  }

  @Test
  @Order(3)
  void aClientThatSendsTooMuchBeforeItReadsGetsTheAnswer() throws Exception {
    String body = " ".repeat(20 << 20);
    Socket socket =
        sent(
            "POST /predict HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer(socket))
        .startsWith("HTTP/1.1 413 ")
        .contains("{\"error\":\"the body has more than 4194304 bytes\"}");
  }

  @Test
  @Order(4)
  void aBodyThatBreaksOffIsRefused() throws Exception {
    String head = "POST /predict HTTP/1.1\r\nHost: here\r\nConnection: close\r\n";
    Socket chunked = sent(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\r\n");
    Socket half = sent(head + "Content-Length: 9\r\n\r\n{");
    half.shutdownOutput();

    for (Socket socket : List.of(chunked, half)) {
      assertThat(answer(socket))
          .startsWith("HTTP/1.1 400 ")
          .endsWith("{\"error\":\"the body breaks off, or its chunks have no sizes\"}");
    }
  }

  @Test
  @Order(5)
  void aHeadEnds() throws Exception {
    String answer = answer(sent(GET.replace("GET", "HEAD")));

    assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
  }

  @Test
  @Order(6)
  void aTerminatedServerEndsCleanly() throws Exception {
    server.destroy();

    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(143);
    assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("SIG", "Exception");
  }

  private static Socket sent(String text) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  /** Gives all that comes until the server closes the connection. */
  private static String answer(Socket socket) throws IOException {
    try (socket;
        InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
