package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.Device;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Pass;
import dev.espalier.data.Targets;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Hashes;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PublishTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  static Stream<Arguments> models() {
    return Stream.of(
        model("mlp", Models::mlp),
        model("cnn", Models::cnn),
        model("resnet", Models::resnet),
        model("lstm", Models::lstm),
        model("tagger", Models::tagger),
        model("segmenter", Models::segmenter),
        model("innerSource", Models::innerSource),
        model("multigrade", Models::multigrade),
        model("multigradeClassifier", Models::multigradeClassifier),
        model("selfAbstraction", Models::selfAbstraction));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void stockCriteriaPredictTheSame(String name, Supplier<Models> made) throws Exception {
    try (Models model = made.get()) {
      publish(model, name, card -> card);

      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optModelUrls(root.toUri().toString())
              .optArtifactId(name)
              .build();
      try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
          var predictor = loaded.newPredictor();
          NDManager manager = loaded.getNDManager().newSubManager()) {
        Shape shape = new Shape(model.trained().checked().input().withBatch(Models.BATCH));
        NDList said = predictor.predict(new NDList(manager.create(model.inputs(), shape)));

        assertThat(said.singletonOrThrow().toFloatArray())
            .containsExactly(model.predictions(model.inputs()), within(1e-5f));
      }
    }
  }

  @Test
  void anImageModelClassifiesAnImage() throws Exception {
    try (Models model = Models.mlp()) {
      Published published = publish(model, "mlp", card -> card);
      BufferedImage pixels = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      float[] inputs = new float[64 * Models.BATCH];
      for (int i = 0; i < 64; i++) {
        pixels.getRaster().setSample(i % 8, i / 8, 0, 4 * i);
        inputs[i] = 4 * i / 255f;
      }

      Image image = ImageFactory.getInstance().fromImage(pixels);
      Criteria<Image, Classifications> criteria =
          Criteria.builder()
              .setTypes(Image.class, Classifications.class)
              .optModelUrls(root.toUri().toString())
              .optArtifactId("mlp")
              .build();
      try (var loaded = criteria.loadModel();
          var predictor = loaded.newPredictor()) {
        Classifications said = predictor.predict(image);

        float[] needed = model.predictions(inputs);
        assertThat(published.images()).isTrue();
        for (int i = 0; i < 10; i++) {
          assertThat((float) said.get("class" + i).getProbability())
              .isCloseTo(needed[i], within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void aModelOpensAsItWasTrained(String name, Supplier<Models> made) {
    try (Models model = made.get()) {
      publish(model, name, card -> card);

      Loaded loaded = Zoo.open(root).load(name);

      Trained trained = model.trained();
      assertThat(loaded.checked()).isEqualTo(trained.checked());
      assertThat(loaded.story()).isEqualTo(trained.story());
      assertThat(loaded.readout()).isEqualTo(trained.readout());
      assertThat(loaded.classes()).isEqualTo(trained.classes());
      assertThat(loaded.normalization()).isEqualTo(trained.normalization());
      trained
          .parameters()
          .forEach(
              (path, each) ->
                  assertThat(loaded.values().get(path)).as(path).isEqualTo(each.data()));
    }
  }

  @Test
  void anOpenedModelComputesAndCanBeTrainedOn() {
    try (Models model = Models.resnet()) {
      publish(model, "resnet", card -> card);

      try (CompiledHierarchy networks = Zoo.open(root).load("resnet").compile(Device.cpu());
          NDManager manager = networks.manager().newSubManager()) {
        NDArray x = manager.create(model.inputs(), new Shape(Models.BATCH, 3, 8, 8));
        NDArray y = networks.network("resnet").forward(x, Pass.evaluation()).softmax(-1);

        assertThat(y.toFloatArray())
            .containsExactly(model.predictions(model.inputs()), within(1e-6f));
        assertThat(networks.network("resnet").parameters()).anyMatch(each -> each.trainable());
      }
    }
  }

  @Test
  void versionsAreNumberedAndTheNewestComesFirst() {
    try (Models model = Models.lstm()) {
      String first = publish(model, "lstm", card -> card).version();
      String second = publish(model, "lstm", card -> card).version();
      publish(model, "lstm", card -> card.version("2.0.9"));
      publish(model, "lstm", card -> card.version("0.1.0"));
      String next = publish(model, "lstm", card -> card).version();

      Zoo zoo = Zoo.open(root);
      assertThat(List.of(first, second, next)).containsExactly("1.0.0", "1.0.1", "2.0.10");
      assertThat(zoo.names()).containsExactly("lstm");
      assertThat(zoo.versions("lstm"))
          .containsExactly("2.0.10", "2.0.9", "1.0.1", "1.0.0", "0.1.0");
      assertThat(zoo.load("lstm").version()).isEqualTo("2.0.10");
      assertThat(zoo.load("lstm", "1.0.1").version()).isEqualTo("1.0.1");
    }
  }

  @Test
  void refusesAVersionThatIsThere() {
    try (Models model = Models.lstm()) {
      publish(model, "lstm", card -> card.version("1.2.0"));

      assertThatThrownBy(() -> publish(model, "lstm", card -> card.version("1.2.0")))
          .isInstanceOf(ZooException.class)
          .hasMessage(
              "model 'lstm' has a problem:\n"
                  + "  version 1.2.0: it is there already, and what was published never changes."
                  + " Try card.version(\"1.2.1\"), or none for the next free one.");
    }
  }

  @Test
  void refusesNamesThatLeaveTheFolder() {
    try (Models model = Models.lstm()) {
      for (String name : List.of("../up", "/root", "a/b", "", ".", "a..b/../c", "a\\b")) {
        assertThatThrownBy(() -> publish(model, name, card -> card))
            .as(name)
            .isInstanceOf(ZooException.class)
            .hasMessageContaining("a name starts with a letter");
        assertThatThrownBy(() -> Zoo.at(root).load(name)).isInstanceOf(ZooException.class);
      }
    }
  }

  @Test
  void publishesNothingWhenTheArchiveSaysSomethingElse() throws Exception {
    try (Models model = Models.lstm()) {
      ReferencePredictions wrong =
          new ReferencePredictions(
              model.witness().rows(),
              (rows, export) -> {
                float[] said = model.witness().predictions().of(rows, export);
                said[0] += 1e-4f;
                return said;
              });

      assertThatThrownBy(() -> Zoo.at(root).publish(model.trained(), wrong, "lstm", card -> card))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("archive: loaded back it gives");
      try (Stream<Path> left = Files.walk(root)) {
        assertThat(left.filter(Files::isRegularFile)).containsExactly(root.resolve(".lock"));
      }
    }
  }

  @Test
  void refusesPixelsOutsideBlackAndWhite() {
    try (Models model = Models.mlp()) {
      double[] row = new double[64];
      row[3] = 200;
      ReferencePredictions bytes =
          new ReferencePredictions(List.of(row), model.witness().predictions());

      assertThatThrownBy(() -> Zoo.at(root).publish(model.trained(), bytes, "mlp", card -> card))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("from 0.0 to 200.0")
          .hasMessageContaining("Try card.pixels(0, 255)");
      Published published =
          Zoo.at(root).publish(model.trained(), bytes, "mlp", card -> card.pixels(0, 255));
      assertThat(published.version()).isEqualTo("1.0.0");
    }
  }

  @Test
  void oneNetworkOfAHierarchyCanBePublishedAlone() {
    try (Models model = Models.multigradeClassifier()) {
      ReferencePredictions witness =
          ReferencePredictions.of(model.networks(), Targets.classes(2), model.witness().rows());

      Published published =
          Zoo.at(root)
              .publish(model.trained(), witness, "first", card -> card.networks("grade1").logits());

      assertThat(published.archive()).exists();
      assertThatThrownBy(
              () ->
                  Zoo.at(root)
                      .publish(model.trained(), witness, "none", card -> card.networks("grade9")))
          .hasMessageContaining("network grade9: there is none of that name")
          .hasMessageContaining("grade1, grade2, grade3");
    }
  }

  @Test
  void theFilesOfAVersionAreAllThere() throws Exception {
    try (Models model = Models.mlp()) {
      Published published =
          publish(
              model,
              "mlp",
              card -> card.license("Apache-2.0").description("Reads <digits>.").note("Small."));

      try (Stream<Path> files = Files.list(published.folder())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(
                "model.pt",
                "serving.properties",
                "synset.txt",
                "espalier.json",
                "tensors.safetensors",
                "README.md",
                "card.html",
                "mlp.zip");
      }
      String page = Files.readString(published.folder().resolve("README.md"));
      assertThat(page)
          .startsWith("# mlp 1.0.0\n\nReads <digits>.\n")
          .contains("| licence | Apache-2.0 |")
          .contains("| mlp | digits | accuracy | 0.97000 |")
          .contains("```mermaid\n")
          .contains("Small.")
          .contains(Hashes.sha256(Files.readAllBytes(published.archive())));
      assertThat(Files.readString(published.folder().resolve("card.html")))
          .contains("<p>Reads &lt;digits&gt;.</p>")
          .doesNotContain("<script");
      assertThat(published.toString()).contains(".optArtifactId(\"mlp\")");
    }
  }

  @Test
  void verifyingFindsAChangedArchive() throws Exception {
    try (Models model = Models.lstm()) {
      Published published = publish(model, "lstm", card -> card);
      assertThat(Zoo.open(root).verify("lstm", "1.0.0")).contains("model.pt", "README.md");

      byte[] bytes = Files.readAllBytes(published.archive());
      bytes[bytes.length / 2] ^= 1;
      Files.write(published.archive(), bytes);

      assertThatThrownBy(() -> Zoo.open(root).verify("lstm", "1.0.0"))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("file 'model.pt': its size or its hash is not the one");
    }
  }

  @Test
  void whatADeadPublisherLeftIsReplaced() throws Exception {
    try (Models model = Models.lstm()) {
      Published first = publish(model, "lstm", card -> card);
      Path orphan = first.folder().resolveSibling("1.0.1");
      Files.createDirectory(orphan);
      Files.writeString(orphan.resolve("model.pt"), "half");

      Published second = publish(model, "lstm", card -> card);

      assertThat(second.folder()).isEqualTo(orphan);
      assertThat(Zoo.open(root).load("lstm").version()).isEqualTo("1.0.1");
    }
  }

  @Test
  void stockCriteriaLoadAFolderAndAZip() throws Exception {
    try (Models model = Models.lstm()) {
      Published published = publish(model, "lstm", card -> card);

      for (String url :
          List.of(published.folder().toUri().toString(), published.zip().toUri().toString())) {
        Criteria<NDList, NDList> criteria =
            Criteria.builder().setTypes(NDList.class, NDList.class).optModelUrls(url).build();
        try (var loaded = criteria.loadModel();
            var predictor = loaded.newPredictor();
            NDManager manager = loaded.getNDManager().newSubManager()) {
          NDArray x = manager.create(model.inputs(), new Shape(Models.BATCH, 6, 4));

          assertThat(predictor.predict(new NDList(x)).singletonOrThrow().toFloatArray())
              .containsExactly(model.predictions(model.inputs()), within(1e-5f));
        }
      }
    }
  }

  private Published publish(Models model, String name, UnaryOperator<Card> card) {
    return Zoo.at(root).publish(model.trained(), model.witness(), name, card);
  }

  private static Arguments model(String name, Supplier<Models> model) {
    return arguments(name, model);
  }
}
