package dev.espalier.examples;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.zoo.Zoo;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class ServeIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final DataSet DATA = Datasets.digits().take(300);

  private static Run run;
  private static Serve serve;

  @BeforeAll
  static void publishAndServe(@TempDir Path zoo) throws Exception {
    Network digits =
        network("digits", n -> n.input(1, 8, 8).flatten().dense("h", 16).relu().output(10));
    run = train(digits, supervised(), r -> r.classify(DATA).adam(3e-3).epochs(2).seed(7));
    Zoo.at(zoo).publish(run, "digits", card -> card);
    serve = Serve.start(Zoo.open(zoo).load("digits"), 0);
  }

  @AfterAll
  static void stop() {
    serve.close();
    run.close();
  }

  @Test
  void describesTheModel() throws Exception {
    HttpResponse<String> response = send(request("").GET().build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("{\"model\":\"digits\",\"version\":\"1.0.0\",\"input\":[1,8,8],\"classes\":[");
  }

  @Test
  void concurrentRequestsGetTheirOwnAnswers() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 100)
            .mapToObj(
                row ->
                    CLIENT.sendAsync(
                        predict("{\"inputs\":[" + row(row) + "," + row(row + 1) + "]}"),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();

    for (int row = 0; row < answers.size(); row++) {
      HttpResponse<String> answer = answers.get(row).get();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode predictions =
          JsonMapper.builder().build().readTree(answer.body()).get("predictions");
      for (int i = 0; i < 2; i++) {
        assertThat(predictions.get(i).get("best").asText())
            .isEqualTo(run.predict(DATA.input(row + i)).bestClass());
      }
    }
  }

  @Test
  void badRequestsAreRefusedClearly() throws Exception {
    assertRefused(predict("no json"), 400, "the body is not");
    assertRefused(predict("{\"inputs\":[[1,2]]}"), 400, "input 0 has 2 values, needed the 64 of");
    assertRefused(predict("{\"inputs\":[]}"), 400, "found 0 inputs, needed 1 to 1000");
    assertRefused(predict("{}"), 400, "the body is not");
    assertRefused(predict("{\"inputs\":[" + row(0) + "],\"more\":1}"), 400, "the body is not");
    assertRefused(
        predict("{\"inputs\":[" + row(0).replaceFirst("[0-9.]+", "1e999") + "]}"),
        400,
        "input 0 has the value Infinity");
    assertRefused(predict(" ".repeat(5 << 20)), 413, "the body has more than");
    assertRefused(request("predict").GET().build(), 405, "found GET, needed POST");
    assertRefused(request("other").GET().build(), 404, "there is no /other");
  }

  private static void assertRefused(HttpRequest request, int status, String error)
      throws Exception {
    HttpResponse<String> response = send(request);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"error\":\"").contains(error);
  }

  private static String row(int row) {
    return Arrays.toString(DATA.input(row).doubles());
  }

  private static HttpRequest predict(String body) {
    return request("predict").POST(HttpRequest.BodyPublishers.ofString(body)).build();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(serve.address().resolve(path));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
