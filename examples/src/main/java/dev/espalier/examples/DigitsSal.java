package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.models.Datasets;
import dev.espalier.zoo.Published;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains three networks on handwritten digits by self-abstraction learning (arXiv 2604.24313),
 * reports, publishes to a DJL model zoo, and loads the published model back with nothing but DJL.
 */
public final class DigitsSal {
  /** What can be given, {@code name=value} each. */
  @Command(
      description = "Trains three networks on handwritten digits by self-abstraction learning.")
  static final class Given {
    @Option(
        names = "epochs",
        description = "The epochs of each network.",
        converter = Program.AtLeastOne.class)
    int epochs = 10;

    @Option(names = "seed", description = "Draws weights and the order of samples.")
    int seed = 7;

    @Option(names = "out", description = "Where the report and the zoo are written.")
    Path out = Path.of("target");
  }

  private static final String NAME = "digits-sal";

  private DigitsSal() {}

  /**
   * Prints tables, and where the report and the model are.
   *
   * @param args if wanted {@code epochs=10 seed=7 out=target}
   */
  public static void main(String[] args) {
    Program.start(DigitsSal.class, new Given(), args, DigitsSal::run);
  }

  /** Does the work of {@link #main}. */
  static Result run(String... args)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    return run(Program.read(new Given(), args));
  }

  private static Result run(Given given)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    int epochs = given.epochs;
    int seed = given.seed;
    Path out = given.out;

    Split data = Datasets.digits().split(0.8, seed);
    Hierarchy chain = chain();
    System.out.println(check(chain).summary());
    System.out.println(selfAbstraction().plan(check(chain)).explain());
    try (Run sal =
        train(
            chain,
            selfAbstraction(),
            r ->
                r.classify(data.train())
                    .validate(data.test())
                    .adam(1e-3)
                    .epochs(epochs)
                    .seed(seed))) {
      Path page = sal.report().print().writeTo(out.resolve(NAME).resolve("report.html"));
      Published model =
          Zoo.at(out.resolve("zoo"))
              .publish(
                  sal,
                  NAME,
                  card ->
                      card.license("Apache-2.0")
                          .description("Handwritten digits of 8 x 8 pixels, by a guided network."));
      double accuracy = accuracyWithDjlOnly(model, data.test());
      System.out.printf(
          Locale.ROOT,
          "%nThe published model, loaded by DJL alone, tells %.1f %% of the test digits.%n",
          100 * accuracy);
      System.out.printf("Report  %s%n", page.toAbsolutePath());
      System.out.printf("Model   %s%n", model.archive().toAbsolutePath());
      System.out.printf("Load it with nothing but DJL:%n%n%s%n", model.code());
      return new Result(page, model, sal.result().metric("accuracy"), accuracy);
    }
  }

  private static Hierarchy chain() {
    return hierarchy(
        NAME,
        h ->
            h.input(1, 8, 8)
                .network("simple", n -> n.flatten().dense("idea", 32).relu().output(10))
                .network(
                    "middle",
                    n -> n.flatten().dense("wide", 128).relu().dense("idea", 32).relu().output(10))
                .network(
                    "complex",
                    n ->
                        n.flatten()
                            .repeat(3, (i, b) -> b.dense("wide" + i, 256).relu())
                            .dense("idea", 64)
                            .relu()
                            .output(10))
                .guide("simple", "middle", g -> g.hidden("idea", "idea").output(linear(1, 0)))
                .guide(
                    "middle", "complex", g -> g.projected("idea", "idea", constant(0.5)).output()));
  }

  /** Gives the accuracy of the model as a program without Espalier reads it from the zoo. */
  private static double accuracyWithDjlOnly(Published model, DataSet test)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(model.zoo().toAbsolutePath().toUri().toString())
            .optArtifactId(model.name())
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
        NDManager manager = loaded.getNDManager().newSubManager();
        var predictor = loaded.newPredictor()) {
      float[] pixels = test.inputs().floats(0, test.size());
      NDArray digits = manager.create(pixels, new Shape(test.size(), 1, 8, 8));
      long[] said =
          predictor.predict(new NDList(digits)).singletonOrThrow().argMax(1).toLongArray();
      int right = 0;
      for (int row = 0; row < said.length; row++) {
        right += said[row] == test.label(row) ? 1 : 0;
      }
      return (double) right / said.length;
    }
  }

  /**
   * What the program gives.
   *
   * @param report the page
   * @param model the published model
   * @param accuracy of the trained network on the test digits
   * @param reloaded the accuracy of the model that DJL loaded
   */
  record Result(Path report, Published model, double accuracy, double reloaded) {}
}
