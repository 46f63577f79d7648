package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.resume;
import static dev.espalier.Espalier.script;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.value.Registry;
import dev.espalier.models.Synthetic;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that Espalier has never heard of: a line of text, and a record from a jar of its own. */
final class OwnLayersIT {
  private static final DataSet SPIRALS = Synthetic.spirals(60, 7);
  private static final String SOURCE =
      """
      package org.example;

      import dev.espalier.describe.formula.Formula;
      import dev.espalier.describe.layer.Layer;
      import dev.espalier.describe.value.*;
      import java.util.List;

      public record Shift(double factor) implements Layer {
        public String kind() { return "shift"; }
        public Dims outputOf(Dims in) { return in; }
        public List<ParameterSpec> parametersFor(Dims in) {
          return List.of(ParameterSpec.trained("by", in, 1, 1, Initial.constant(0.5)));
        }
        public Formula formula(Dims in) {
          return Formula.of("shift", List.of("x", "by"), "x * " + factor + " + by");
        }
        public static final class Entry implements Layer.Entry {
          public Class<Shift> type() { return Shift.class; }
          public List<Example> examples() {
            return List.of(new Example("shift", Dims.of(3), new Shift(2)));
          }
        }
      }
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aLineOfTextIsTrainedKeptPublishedAndLoadedByPlainDjl() throws Exception {
    Network own = own("torch.group_norm(x, 4, gamma, beta)");

    try (Run run = trained(own, 2)) {
      Zoo.at(folder.resolve("zoo")).publish(run, "own", card -> card);
      Loaded loaded = Zoo.open(folder.resolve("zoo")).load("own");

      assertThat(loaded.checked().description()).isEqualTo(run.outcome().checked().description());
      assertSaysTheSame(run, "own");
    }
    try (Run more = resume(folder.resolve("kept"), own, supervised(), r -> recipe(r, 3))) {
      assertThat(more.outcome().log().epochs()).hasSize(3);
    }
    Network other = own("torch.group_norm(x, 2, gamma, beta)");
    assertThatThrownBy(
            () -> resume(folder.resolve("kept"), other, supervised(), r -> recipe(r, 3)).close())
        .isInstanceOf(TrainException.class)
        .hasMessageContaining(
            "networks[own].layers[norm].layer.text: found 'torch.group_norm(x, 4, gamma, beta)', needed 'torch.group_norm(x, 2, gamma, beta)'");
  }

  @Test
  void aRecordFromAJarIsTrainedPublishedAndLoadedByPlainDjl() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    byte[] document;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar().toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      Layer.Entry entry = Objects.requireNonNull(Registry.all(Layer.Entry.class).get("Shift"));
      LayerExports.check(entry);
      Network own =
          network(
              "own",
              n -> n.input(2).layer("own", entry.examples().get(0).layer()).relu().output(2));

      try (Run run = trained(own, 2)) {
        document = Json.write(own);
        Zoo.at(folder.resolve("zoo")).publish(run, "own", card -> card);
        assertSaysTheSame(run, "own");
      }
    } finally {
      thread.setContextClassLoader(before);
    }

    assertThat(new String(document, StandardCharsets.UTF_8)).contains("\"kind\" : \"Shift\"");
  }

  @Test
  void aKindThatNobodyKnowsIsRefusedByItsName() {
    String unknown = "{\"name\":\"a\",\"layer\":{\"kind\":\"Warp\"},\"activation\":{}}";

    assertThatThrownBy(
            () ->
                Json.read(
                    unknown.getBytes(StandardCharsets.UTF_8), NamedLayer.class, "espalier.json"))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("layer: found kind 'Warp', needed one of [")
        .hasMessageContaining("Try the jar that has this kind of layer on the class path");
  }

  private static Network own(String text) {
    return network(
        "own",
        n ->
            n.input(2)
                .dense("wide", 8)
                .layer("norm", script("group norm", text, p -> p.ones("gamma", 8).zeros("beta", 8)))
                .relu()
                .output(2));
  }

  private Run trained(Network network, int epochs) {
    return train(
        network, supervised(), r -> recipe(r, epochs).checkpoint(folder.resolve("kept"), 1));
  }

  private static RecipeBuilder recipe(RecipeBuilder recipe, int epochs) {
    return recipe.classify(SPIRALS).adam(1e-2).batch(20).epochs(epochs).quiet();
  }

  private void assertSaysTheSame(Run run, String name) throws Exception {
    double[] values = {0.5, -0.25};
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(folder.resolve("zoo").toUri().toString())
            .optArtifactId(name)
            .optEngine("PyTorch")
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      float[] said =
          predictor
              .predict(new NDList(manager.create(new float[] {0.5f, -0.25f}, new Shape(1, 2))))
              .singletonOrThrow()
              .toFloatArray();

      var predicted = run.predict(Sample.of(values));
      for (int i = 0; i < 2; i++) {
        assertThat((double) said[i]).isCloseTo(predicted.value(i), within(1e-6));
      }
    }
  }

  private Path jar() throws IOException {
    Path source = folder.resolve("Shift.java");
    Files.writeString(source, SOURCE);
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    int result =
        compiler.run(
            null,
            OutputStream.nullOutputStream(),
            System.err,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(result).isZero();
    Path jar = folder.resolve("shift.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : new String[] {"Shift", "Shift$Entry"}) {
        out.putNextEntry(new JarEntry("org/example/" + name + ".class"));
        out.write(Files.readAllBytes(folder.resolve("org/example/" + name + ".class")));
      }
      out.putNextEntry(new JarEntry("META-INF/services/dev.espalier.describe.layer.Layer$Entry"));
      out.write("org.example.Shift$Entry\n".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
