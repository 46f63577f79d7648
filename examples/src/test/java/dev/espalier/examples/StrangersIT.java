package dev.espalier.examples;

import static dev.espalier.Espalier.augmentation;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.likeness;
import static dev.espalier.Espalier.loss;
import static dev.espalier.Espalier.measure;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.schedule;
import static dev.espalier.Espalier.stopping;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.models.Datasets;
import dev.espalier.models.Synthetic;
import dev.espalier.testkit.AugmentationContract;
import dev.espalier.testkit.LayerContract;
import dev.espalier.testkit.LikenessContract;
import dev.espalier.testkit.LossContract;
import dev.espalier.testkit.ScheduleContract;
import dev.espalier.testkit.method.MethodContract;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kinds from a jar of their own, which Espalier has never heard of: found by name, trained, held to
 * their contracts, published, and read back by DJL alone.
 */
@SuppressWarnings("NullAway.Init")
final class StrangersIT {
  private static final Path SOURCES = Path.of("src", "test", "resources", "strangers");
  private static final DataSet DIGITS = Datasets.digits().split(0.1, 7).train();

  /** Which service each class is found by. */
  private static final Map<String, Class<?>> SERVICES =
      Map.of(
          "Below", Stopping.class,
          "Distance", Likeness.class,
          "Fade", Augmentation.class,
          "Margin", Loss.class,
          "Sawtooth", Schedule.class,
          "Scale$Entry", Layer.Entry.class,
          "Twice", TrainingMethod.class,
          "Worst", Measure.class);

  @TempDir private static Path folder;
  private static ClassLoader before;
  private static URLClassLoader loader;

  @BeforeAll
  static void putTheJarOnTheClassPath() throws IOException {
    before = Thread.currentThread().getContextClassLoader();
    loader = new URLClassLoader(new URL[] {jar().toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterAll
  static void takeItAway() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    loader.close();
  }

  @Test
  void eachIsUnder40Lines() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThan(40));
    }
  }

  @Test
  void theyTrainTogetherAndDjlAloneReadsWhatIsPublished() throws Exception {
    try (Run run =
        train(
            chain(),
            MethodRegistry.named("twice"),
            r -> r.classify(DIGITS).loss(loss("margin")).adam(3e-3).epochs(12).quiet())) {
      Zoo.at(folder.resolve("zoo")).publish(run, "strange", card -> card);
      Sample first = DIGITS.input(0);

      double[] said = values(run.predict(first));
      double[] loaded = values(Zoo.open(folder.resolve("zoo")).load("strange").predict(first));
      double[] byDjl = byDjl(first);

      assertThat(run.result().metric("accuracy")).isGreaterThan(0.8);
      assertThat(run.log().epochs().get(30).terms()).containsKey("simple.idea -> complex.idea");
      assertThat(loaded).containsExactly(said, within(1e-6));
      assertThat(byDjl).containsExactly(said, within(1e-6));
    }
  }

  @Test
  void aMeasureStandsBesideThoseThatAreThere() {
    Network line = network("line", n -> n.input(1).dense(16).tanh().output(1));
    try (Run run =
        train(
            line,
            supervised(),
            r ->
                r.regress(Synthetic.wave(200, 7))
                    .validate(Synthetic.wave(100, 8))
                    .measure(measure("worst"))
                    .epochs(2)
                    .quiet())) {
      assertThat(run.log().epochs().get(1).validation().get("worst"))
          .isEqualTo(run.result().metric("worst"))
          .isGreaterThanOrEqualTo(Math.sqrt(run.result().metric("mse")));
    }
  }

  @Test
  void theLayerKeepsItsContract() {
    LayerContract.check(scale());
  }

  @Test
  void theMethodKeepsItsContract() {
    MethodContract.require(
        new TrainingCase(
            "twice",
            chain(),
            MethodRegistry.named("twice"),
            r ->
                r.classify(DIGITS)
                    .loss(loss("margin"))
                    .augment(augmentation("fade"))
                    .rate(schedule("sawtooth").times(1e-3))
                    .batch(32)
                    .epochs(2)),
        folder.resolve("checkpoints"));
  }

  @Test
  void theLikenessAndTheLossKeepTheirContracts() {
    LikenessContract.check(likeness("distance"));
    LikenessContract.isZeroWhereBothAgree(likeness("distance"), 1);
    LossContract.check(loss("margin"));
  }

  @Test
  void theScheduleAndTheAugmentationKeepTheirContracts() {
    ScheduleContract.check(schedule("sawtooth"));
    AugmentationContract.check(augmentation("fade"), Dims.of(1, 8, 8));
  }

  @Test
  void theStoppingRuleStopsAStage() {
    Network line = network("line", n -> n.input(1).dense(4).tanh().output(1));
    try (Run run =
        train(
            line,
            supervised(),
            r ->
                r.regress(Synthetic.wave(20, 7))
                    .validate(Synthetic.wave(10, 8))
                    .stopping(stopping("below"))
                    .epochs(3)
                    .quiet())) {
      assertThat(run.log().epochs()).hasSize(1);
    }
  }

  private static Layer.Entry scale() {
    return Objects.requireNonNull(Registry.all(Layer.Entry.class).get("Scale"));
  }

  private static Hierarchy chain() {
    Layer scale = scale().examples().get(0).layer();
    return hierarchy(
        "strange",
        h ->
            h.input(1, 8, 8)
                .network("simple", n -> n.flatten().dense("idea", 16).relu().output(10))
                .network(
                    "complex",
                    n ->
                        n.flatten()
                            .dense("wide", 64)
                            .relu()
                            .layer("scale", scale)
                            .dense("idea", 16)
                            .relu()
                            .output(10))
                .guide("simple", "complex", g -> g.hidden("idea", "idea", likeness("distance"))));
  }

  private static double[] values(Prediction prediction) {
    return prediction.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] byDjl(Sample sample) throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(folder.resolve("zoo").toUri().toString())
            .optArtifactId("strange")
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray input = manager.create(sample.floats(), new Shape(1, 1, 8, 8));
      NDArray output = predictor.predict(new NDList(input)).singletonOrThrow();
      return output.toType(DataType.FLOAT64, false).toDoubleArray();
    }
  }

  private static Path jar() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "--release",
                "17",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(folder.resolve("classes")).toString()));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files.map(Path::toString).forEach(arguments::add);
    }
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    int result =
        compiler.run(
            null, OutputStream.nullOutputStream(), System.err, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    Path jar = folder.resolve("strangers.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> classes = Files.list(folder.resolve("classes/org/example"))) {
      for (Path file : classes.toList()) {
        out.putNextEntry(new JarEntry("org/example/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
      }
      for (Map.Entry<String, Class<?>> service : SERVICES.entrySet()) {
        out.putNextEntry(new JarEntry("META-INF/services/" + service.getValue().getName()));
        out.write(("org.example." + service.getKey() + "\n").getBytes(UTF_8));
      }
    }
    return jar;
  }
}
