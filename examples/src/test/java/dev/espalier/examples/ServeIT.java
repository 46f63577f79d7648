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
  void bodiesThatAreNoInputsAreRefusedInOneSentence() throws Exception {
    assertRefused("no json", "it is no JSON at line 1");
    assertRefused("", "found an end");
    assertRefused("null", "found null at line 1, column 1");
    assertRefused("\"\"", "found a text at line 1, column 1");
    assertRefused("1e300", "found a number at line 1, column 1");
    assertRefused("[[1]]", "found a list at line 1, column 1");
    assertRefused("{}", "found an end at line 1, column 2");
    assertRefused("{\"input\":[[1]]}", "found another field at line 1, column 2");
    assertRefused("{\"inputs\":null}", "found null at line 1, column 11");
    assertRefused("{\"inputs\":[null]}", "found null at line 1, column 12");
    assertRefused("{\"inputs\":[[null]]}", "found null at line 1, column 13");
    assertRefused("{\"inputs\":[[[1]]]}", "found a list at line 1, column 13");
    assertRefused("{\"inputs\":[[\"1\"]]}", "found a text at line 1, column 13");
    assertRefused("{\"inputs\":[[true]]}", "found true or false at line 1, column 13");
    assertRefused("{\"inputs\":[[NaN]]}", "it is no JSON at line 1");
    assertRefused("{\"inputs\":[[1", "it is no JSON at line 1");
    assertRefused("{\"inputs\":[" + row(0) + "],\"more\":1}", "found another field at line 1");
    assertRefused("{\"inputs\":[" + row(0) + "]} x", "it is no JSON at line 1");
    assertRefused("[".repeat(1_000_000), "found a list at line 1, column 1");
    assertRefused("{\"inputs\":[[" + "1".repeat(1000) + "]]}", "it is no JSON");
    assertRefused(
        "{\"inputs\":[[" + "1,".repeat(1_900_000) + "1]]}", 400, "input 0 has 1900001 values");
    assertRefused(
        "{\"inputs\":[[1,2]]}", 400, "input 0 has 2 values, needed the 64 of (1 x 8 x 8)");
    assertRefused("{\"inputs\":[[]]}", 400, "input 0 has 0 values, needed the 64 of (1 x 8 x 8)");
    assertRefused("{\"inputs\":[]}", 400, "found 0 inputs, needed 1 to 1000");
    String many = "{\"inputs\":[" + (row(0) + ",").repeat(1000) + row(0) + "]}";
    assertRefused(many, 400, "found more than 1000 inputs");
    assertRefused(
        "{\"inputs\":[" + row(0).replaceFirst("[0-9.]+", "1e300") + "]}",
        400,
        "input 0 has the value 1.0E300 at 0, needed numbers up to 3.4028235E38");
    assertRefused(
        "{\"inputs\":[" + row(0).replaceFirst("[0-9.]+", "-1e999") + "]}",
        400,
        "input 0 has the value -Infinity at 0, needed numbers up to 3.4028235E38");
    assertRefused(" ".repeat(5 << 20), 413, "the body has more than 4194304 bytes");
  }

  @Test
  void otherPlacesMethodsAndTypesAreRefused() throws Exception {
    HttpResponse<String> got = send(request("predict").GET().build());
    HttpResponse<String> deleted = send(request("").DELETE().build());
    HttpResponse<String> form =
        send(
            request("predict")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(got.headers().firstValue("Allow")).contains("POST");
    assertThat(got.body()).isEqualTo("{\"error\":\"found another method, needed POST\"}");
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(form.body())
        .isEqualTo("{\"error\":\"found another content type, needed application/json\"}");
    assertThat(send(request("other").GET().build()).statusCode()).isEqualTo(404);
  }

  @Test
  void aHeadGetsWhatAGetWouldGetWithoutTheBody() throws Exception {
    HttpResponse<String> head =
        send(request("").method("HEAD", HttpRequest.BodyPublishers.noBody()).build());

    String body = send(request("").GET().build()).body();
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(body.length());
  }

  private static void assertRefused(String body, String found) throws Exception {
    assertRefused(body, 400, "the body is not {\\\"inputs\\\": [[number, ...], ...]}: " + found);
  }

  private static void assertRefused(String body, int status, String error) throws Exception {
    HttpResponse<String> response = send(predict(body));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"error\":\"" + error)
        .hasSizeLessThan(200)
        .doesNotContain("jackson")
        .doesNotContain("java");
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
