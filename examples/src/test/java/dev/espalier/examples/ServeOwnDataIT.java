package dev.espalier.examples;

import static dev.espalier.Espalier.*;
import static dev.espalier.methods.Methods.supervised;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.Zoo;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with models of a table, of texts and of pictures, and what it is sent. */
@SuppressWarnings("NullAway.Init")
final class ServeOwnDataIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String CSV = "text/csv";
  private static final ServeLimits LIMITS = new ServeLimits(20_000, 5, 1, 1);

  @TempDir private static Path folder;

  private static Run table;
  private static Run texts;
  private static Run pictures;
  private static Serve ofTable;
  private static Serve ofTexts;
  private static Serve ofPictures;

  private static Serve serving(Run run, String name) throws Exception {
    Zoo.at(folder.resolve("zoo")).publish(run, name, card -> card);
    return Serve.start(Zoo.at(folder.resolve("zoo")).load(name), 0, LIMITS);
  }

  private static Run trained(DataSet data) {
    return train(
        network("n", n -> n.input(data.inputDims()).flatten().output(2)),
        supervised(),
        r -> r.classify(data).adam(1e-2).epochs(2));
  }

  private static byte[] picture(int width, int height, String format) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, x < width / 2 ? 0xFFFFFF : 0x203040);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @BeforeAll
  static void trainsPublishesAndServes() throws Exception {
    List<String> lines = new ArrayList<>(List.of("age;pays;city;leaves"));
    for (int i = 0; i < 60; i++) {
      lines.add("%s;%s,5;%s;%s".formatted(20 + i, i, i % 3 == 0 ? "Ulm" : "Kiel", i > 30));
    }
    Path csv = Files.write(folder.resolve("customers.csv"), lines);
    table =
        trained(
            Data.fromCsv(
                csv,
                t ->
                    t.label("leaves")
                        .numberWithComma("pays")
                        .fillMissing("age", median())
                        .oneHot("city")
                        .standardize()));
    ofTable = serving(table, "leavers");
    Path mails =
        Files.writeString(
            folder.resolve("mails.tsv"), "spam\tbuy pills now\nham\tsee you there\n".repeat(9));
    DataSet mailed = Data.fromTexts(mails, t -> t.words("text", 20, 4));
    texts =
        train(
            network("n", n -> n.input(4).embedding("e", 20, 4).meanOfSteps().output(2)),
            supervised(),
            r -> r.classify(mailed).adam(1e-2).epochs(2));
    ofTexts = serving(texts, "mails");
    for (String name : List.of("left", "right")) {
      Path root = Files.createDirectories(folder.resolve("shapes").resolve(name));
      Files.write(root.resolve("1.png"), picture(name.equals("left") ? 12 : 30, 20, "png"));
      Files.write(root.resolve("2.jpg"), picture(14, name.equals("left") ? 18 : 9, "jpeg"));
    }
    pictures = trained(Data.fromPictures(folder.resolve("shapes"), p -> p.size(8, 8).pad()));
    ofPictures = serving(pictures, "shapes");
  }

  @AfterAll
  static void stop() {
    for (Serve serve : List.of(ofTable, ofTexts, ofPictures)) {
      serve.close();
    }
    for (Run run : List.of(table, texts, pictures)) {
      run.close();
    }
  }

  @Test
  void rowsByNameAreAnsweredAsTheRunAnswersThem() throws Exception {
    Prediction needed = table.predict(Map.of("age", 33, "pays", "13,5", "city", "Kiel"));
    Prediction rome = table.predict(Map.of("age", 52, "pays", 7, "city", "Rome"));
    String row = "{\"age\":33,\"pays\":\"13,5\",\"city\":\"Kiel\",\"name\":\"Ann\"}";

    requireSaid(json(ofTable, row), needed);
    requireSaid(
        json(ofTable, "[" + row + ",{\"age\":52,\"pays\":7,\"city\":\"Rome\"}]"), needed, rome);
    requireSaid(
        json(ofTable, "[{\"age\":null,\"pays\":7,\"city\":\"Ulm\"}]"),
        table.predict(Map.of("age", Double.NaN, "pays", 7, "city", "Ulm")));
    requireSaid(
        send(ofTable, CSV, "city;pays;age\nKiel;13,5;33\nRome;7;52\n".getBytes(UTF_8)),
        needed,
        rome);
  }

  @Test
  void textsAndPicturesAreAnsweredAsTheRunAnswersThem() throws Exception {
    Prediction buy = texts.predict("buy now");
    Prediction see = texts.predict("see you");
    Path png = folder.resolve("shapes/left/1.png");
    Path jpeg = folder.resolve("shapes/right/2.jpg");

    requireSaid(json(ofTexts, "\"buy now\""), buy);
    requireSaid(json(ofTexts, "[\"buy now\",{\"text\":\"see you\"}]"), buy, see);
    requireSaid(send(ofTexts, CSV, "text\nbuy now\n".getBytes(UTF_8)), buy);
    requireSaid(send(ofPictures, "image/png", Files.readAllBytes(png)), pictures.predict(png));
    requireSaid(send(ofPictures, "image/jpeg", Files.readAllBytes(jpeg)), pictures.predict(jpeg));
  }

  @Test
  void describesWhatItTakes() throws Exception {
    assertThat(get(ofTable, "").body())
        .endsWith(
            "\"columns\":[\"age\",\"pays\",\"city\"],\"takes\":[\"application/json\",\"text/csv\"]}");
    assertThat(get(ofPictures, "").body())
        .endsWith(
            "\"takes\":[\"application/json\",\"image/png\",\"image/jpeg\",\"image/gif\",\"image/bmp\"]}");
    assertThat(get(ofTable, "health").body()).isEqualTo("{\"status\":\"serving\"}");
  }

  @Test
  void wrongRowsAreRefusedInOneSentenceEach() throws Exception {
    String needed = "the body is not {\\\"column\\\": value, ...}, or a list of these: ";
    refused(ofTable, "", needed + "it is no JSON");
    refused(ofTable, "null", needed + "found null");
    refused(ofTable, "3", needed + "row 0 is no object");
    refused(ofTable, "\"Kiel\"", needed + "row 0 is no object");
    refused(ofTable, "[[1]]", needed + "row 0 is no object");
    refused(ofTable, "[{},null]", needed + "row 1 is no object");
    refused(ofTable, "[]", "found 0 rows, needed 1 to 5");
    refused(ofTable, "[" + "{},".repeat(5) + "{}]", "found more than 5 rows");
    refused(ofTable, "{\"age\":[1]}", needed + "row 0 has an object or a list for a value");
    refused(ofTable, "{\"age\":1,\"age\":2}", needed + "it is no JSON, or has a name twice");
    refused(ofTable, "{\"age\":1} {}", needed + "it is no JSON");
    refused(ofTable, "{\"age\":1", needed + "it is no JSON");
    refused(ofTable, "[".repeat(9_000), needed + "it is no JSON");
    refused(ofTable, "{\"age\":" + "1".repeat(9_000) + "}", needed + "it is no JSON");
    refused(ofTable, "{}", "row has 3 problems:\\n  column age: found the columns []");
    refused(
        ofTable,
        "[{\"age\":\"old\",\"pays\":1,\"city\":\"Ulm\"}]",
        "row has a problem:\\n  column age: found 'old', needed a finite number");
    refused(
        ofTable,
        "{\"age\":1e300,\"pays\":1,\"city\":\"Ulm\"}",
        "row has a problem:\\n  column age: found ");
    refused(ofTable, "{\"inputs\":[[1,2]]}", needed + "row 0 has an object or a list");
    refused(ofTexts, "\"\"", "row has a problem:\\n  column text: found none, needed a text");
    refused(ofPictures, "{\"a\":1}", "the body is not {\\\"inputs\\\": [[number, ...], ...]}");
  }

  @Test
  void wrongFilesAreRefusedInOneSentenceEach() throws Exception {
    refused(ofTable, CSV, "", "file 'body' has a problem:\\n  header: found nothing");
    refused(ofTable, CSV, "age,pays", "file 'body' has a problem:\\n  rows: found a header and no");
    refused(ofTable, CSV, "age,age\n1,2", "file 'body' has a problem:\\n  header: columns 1 and 2");
    refused(ofTable, CSV, "age,pays\n1", "file 'body' has a problem:\\n  line 2: found 1 cell");
    refused(ofTable, CSV, "age,pays\n1,2", "table 'body' has a problem:\\n  column city");
    refused(ofTable, CSV, "age,pays,city\n\"1,2,3", "file 'body' has a problem:\\n  line 2");
    refused(ofTable, CSV, "a\n" + "1\n".repeat(6), "found more than 5 rows");
    refused(ofTable, CSV, "\0\0\0", "file 'body' has a problem:\\n  characters: found zeros");
    refused(ofTable, CSV, "a,".repeat(9_000), "file 'body' has ");
    refused(ofPictures, "image/png", "", "picture 'body' has a problem:\\n  file: found an empty");
    refused(
        ofPictures, "image/png", "<svg/>", "picture 'body' has a problem:\\n  file: found text");
    byte[] png = picture(9, 9, "png");
    for (int length = 1; length < png.length; length += 3) {
      assertThat(send(ofPictures, "image/png", Arrays.copyOf(png, length)).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void seededNoiseNeverMakesTheServerFail() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    byte[][] sound = {
      "[{\"age\":33,\"pays\":\"13,5\",\"city\":\"Kiel\"}]".getBytes(UTF_8),
      "city;pays;age\nKiel;13,5;33\n".getBytes(UTF_8),
      picture(9, 7, "png"),
      picture(9, 7, "jpeg")
    };
    String[] types = {"application/json", CSV, "image/png", "image/jpeg"};
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sound[i % 4].clone();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }

      HttpResponse<String> answer = send(i % 4 < 2 ? ofTable : ofPictures, types[i % 4], damaged);

      assertThat(answer.statusCode()).as("%s %s", i, answer.body()).isIn(200, 400);
      assertThat(answer.body()).doesNotContain("Exception", "jackson", "javax", folder.toString());
    }
  }

  @Test
  void otherTypesAndLargeBodiesAreRefused() throws Exception {
    HttpResponse<String> form = send(ofTexts, "text/plain", "buy".getBytes(UTF_8));
    HttpResponse<String> csv = send(ofPictures, CSV, "a\n1".getBytes(UTF_8));
    HttpResponse<String> large = json(ofTable, " ".repeat(20_001));

    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(form.body())
        .isEqualTo("{\"error\":\"found another content type, needed application/json, text/csv\"}");
    assertThat(csv.statusCode()).isEqualTo(415);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).isEqualTo("{\"error\":\"the body has more than 20000 bytes\"}");
  }

  @Test
  void countsForPrometheus() throws Exception {
    try (Serve serve = Serve.start(Zoo.at(folder.resolve("zoo")).load("mails"), 0, LIMITS)) {
      json(serve, "[\"buy now\",\"see you\"]");
      json(serve, "[");

      HttpResponse<String> metrics = get(serve, "metrics");

      assertThat(metrics.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(metrics.body().lines())
          .contains(
              "# TYPE espalier_requests_total counter",
              "espalier_requests_total{status=\"200\"} 1",
              "espalier_requests_total{status=\"400\"} 1",
              "espalier_predictions_total 2",
              "espalier_requests_in_progress 1",
              "# TYPE espalier_request_seconds histogram",
              "espalier_request_seconds_bucket{le=\"+Inf\"} 2",
              "espalier_request_seconds_count 2")
          .allMatch(line -> line.matches("# (HELP|TYPE) .+|[a-z_]+(\\{[a-z]+=\"[^\"]+\"})? \\S+"));
    }
  }

  @Test
  void whoWaitsTooLongForATurnIsToldToTryAgain() throws Exception {
    ServeLimits none = new ServeLimits(20_000, 5, 0, 1);
    try (Serve serve = Serve.start(Zoo.at(folder.resolve("zoo")).load("mails"), 0, none)) {
      CompletableFuture<HttpResponse<String>> waits =
          CLIENT.sendAsync(
              request(serve, "application/json", "\"buy\"".getBytes(UTF_8)),
              HttpResponse.BodyHandlers.ofString());

      assertThat(get(serve, "health").statusCode()).isEqualTo(200);
      assertThat(waits.get().statusCode()).isEqualTo(503);
      assertThat(waits.get().headers().firstValue("Retry-After")).contains("1");
      assertThat(waits.get().body())
          .isEqualTo("{\"error\":\"others were served for 1 s. Try again.\"}");
    }
  }

  private static void requireSaid(HttpResponse<String> answer, Prediction... needed)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode said = JSON.readTree(answer.body()).get("predictions");
    assertThat(said).hasSize(needed.length);
    for (int i = 0; i < needed.length; i++) {
      assertThat(said.get(i).get("best").asText()).isEqualTo(needed[i].bestClass());
      assertThat(said.get(i).get("values").get(1).asDouble())
          .isCloseTo(needed[i].value(1), within(1e-6));
    }
  }

  private static void refused(Serve serve, String body, String error) throws Exception {
    refused(serve, "application/json", body, error);
  }

  private static void refused(Serve serve, String type, String body, String error)
      throws Exception {
    HttpResponse<String> answer = send(serve, type, body.getBytes(UTF_8));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"error\":\"" + error)
        .hasSizeLessThan(1_000)
        .doesNotContain("Exception", "jackson", folder.toString());
  }

  private static HttpResponse<String> json(Serve serve, String body) throws Exception {
    return send(serve, "application/json", body.getBytes(UTF_8));
  }

  private static HttpRequest request(Serve serve, String type, byte[] body) {
    return HttpRequest.newBuilder(serve.address().resolve("predict"))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static HttpResponse<String> send(Serve serve, String type, byte[] body) throws Exception {
    return CLIENT.send(request(serve, type, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(Serve serve, String place) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(serve.address().resolve(place)).GET().build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
