package dev.espalier.zoo;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import dev.espalier.Run;
import dev.espalier.check.Checker;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.models.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that writes everything that Espalier writes into a folder; {@link LocaleIT} starts it
 * in other countries.
 */
final class WritesEverything {
  private static final Hierarchy CHAIN =
      hierarchy(
          "digits-sal",
          h ->
              h.input(1, 8, 8)
                  .network("simple", n -> n.flatten().dense("idea", 12).relu().output(10))
                  .network(
                      "complex",
                      n ->
                          n.conv2d("c", 4, 3)
                              .leakyRelu(0.015)
                              .flatten()
                              .dense("idea", 12)
                              .relu()
                              .output(10))
                  .guide("simple", "complex", g -> g.hidden("idea", "idea").output(linear(1, 0))));

  private WritesEverything() {}

  /** Takes the folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Split data = Datasets.digits().split(0.8, 7);
    AtomicInteger steps = new AtomicInteger();
    // Cancelled in the middle of an epoch, and then resumed.
    trained(folder, data, () -> steps.incrementAndGet() > 30).close();
    try (Run run = trained(folder, data, () -> false)) {
      Files.writeString(folder.resolve("hash.txt"), run.outcome().parameterHash());
      Files.writeString(folder.resolve("summary.txt"), Checker.check(CHAIN).summary());
      Files.writeString(folder.resolve("plan.txt"), run.plan().explain());
      Files.writeString(folder.resolve("report.txt"), run.report().text());
      run.report().writeTo(folder.resolve("report.html"));
      run.report().writeTables(folder.resolve("tables"));
      run.report().writeCharts(folder.resolve("charts"));
      Published published =
          Zoo.at(folder.resolve("zoo")).publish(run, "digits", card -> card.withOnnx());
      Files.writeString(folder.resolve("code.txt"), published.code());
      Files.writeString(folder.resolve("said.txt"), said(folder.resolve("zoo"), data));
      Zoo.at(folder.resolve("zoo")).load("digits").predict(data.test().input(0));
    }
    System.out.println(Locale.getDefault() + " is done");
  }

  private static Run trained(
      Path folder, Split data, java.util.function.BooleanSupplier cancelled) {
    return train(
        CHAIN,
        selfAbstraction(),
        r ->
            r.classify(data.train())
                .validate(data.test())
                .adam(1.25e-3)
                .epochs(2)
                .seed(7)
                .quiet()
                .cancelWhen(cancelled)
                .checkpoint(folder.resolve("checkpoints"), 1));
  }

  /** Gives what DJL says by the published model. */
  private static String said(Path zoo, Split data) throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(zoo.toUri().toString())
            .optArtifactId("digits")
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        var manager = model.getNDManager().newSubManager()) {
      NDList input =
          new NDList(manager.create(data.test().input(0).floats(), new Shape(1, 1, 8, 8)));
      return Arrays.toString(predictor.predict(input).singletonOrThrow().toFloatArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
