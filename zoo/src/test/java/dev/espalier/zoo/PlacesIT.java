package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import com.sun.net.httpserver.HttpServer;
import dev.espalier.zoo.problem.ZooException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One zoo, in every place that it can be opened at. */
final class PlacesIT {

  @Test
  void aFolderAZipAnAddressAndAServerGiveTheSame(@TempDir Path folder) throws Exception {
    try (Models model = Models.lstm()) {
      Path root = folder.resolve("zoo");
      Published published =
          Zoo.at(root).publish(model.trained(), model.witness(), "lstm", card -> card);
      Path zip = zipped(root, folder.resolve("zoo.zip"));
      HttpServer server = serving(root);
      try {
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        Loaded here = Zoo.open(root).load("lstm");

        assertThat(Zoo.open(zip).load("lstm")).isEqualTo(here);
        assertThat(Zoo.open(root.toUri()).load("lstm")).isEqualTo(here);
        assertThat(Zoo.open(zip.toUri()).load("lstm")).isEqualTo(here);
        assertThat(Zoo.open(address).load("lstm")).isEqualTo(here);
        assertThat(Zoo.open(address).names()).containsExactly("lstm");
        assertThatThrownBy(() -> Zoo.open(address).load("other"))
            .isInstanceOf(ZooException.class)
            .hasMessageContaining("there is none. Try one of [lstm]");

        String path = root.toUri().relativize(published.zip().toUri()).toString();
        assertThat(stock(address.resolve(path), model))
            .containsExactly(model.predictions(model.inputs()), within(1e-5f));
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void refusesToPublishWhereItCanOnlyRead(@TempDir Path folder) throws Exception {
    try (Models model = Models.lstm()) {
      Zoo.at(folder.resolve("zoo")).publish(model.trained(), model.witness(), "lstm", card -> card);
      Zoo zoo = Zoo.open(zipped(folder.resolve("zoo"), folder.resolve("zoo.zip")));

      assertThatThrownBy(() -> zoo.publish(model.trained(), model.witness(), "lstm", card -> card))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("it can only be read. Try Zoo.at(folder)");
    }
  }

  @Test
  void refusesPlacesThatAreNone(@TempDir Path folder) {
    assertThatThrownBy(() -> Zoo.open(folder.resolve("none")))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("there is none. Try a folder or a zip of one");
    assertThatThrownBy(() -> Zoo.open(URI.create("ftp://localhost/zoo")))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("it is of kind 'ftp', needed file, http or https");
  }

  private static float[] stock(URI address, Models model) throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(address.toString())
            .build();
    try (var loaded = criteria.loadModel();
        var predictor = loaded.newPredictor();
        NDManager manager = loaded.getNDManager().newSubManager()) {
      Shape shape = new Shape(model.trained().checked().input().withBatch(Models.BATCH));
      NDList said = predictor.predict(new NDList(manager.create(model.inputs(), shape)));
      return said.singletonOrThrow().toFloatArray();
    }
  }

  private static HttpServer serving(Path root) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
            boolean found = Files.isRegularFile(file);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(found ? 200 : 404, !found || head ? -1 : Files.size(file));
            if (found && !head) {
              Files.copy(file, exchange.getResponseBody());
            }
          }
        });
    server.start();
    return server;
  }

  private static Path zipped(Path folder, Path zip) throws Exception {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return zip;
  }
}
