package dev.espalier.methods.reverse;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.TrainingMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Reverses 10,000 real images through two convolutions, pooling and a dense head. */
final class FashionMnistIT {
  private static final int IMAGES = 10_000;
  private static final Network NETWORK =
      network(
          "fashion",
          n ->
              n.input(1, 28, 28)
                  .conv2d("h1", 6, 5)
                  .relu()
                  .maxPool(2)
                  .conv2d("h2", 8, 5)
                  .relu()
                  .maxPool(2)
                  .flatten()
                  .output(10));

  @Test
  void givesTheWantedLabelsFromEveryTap() {
    Path images = folder().resolve("train-images-idx3-ubyte");
    assumeTrue(
        Files.isDirectory(folder()),
        () ->
            "no folder %s: install Debian's dataset-fashion-mnist, or name the folder in "
                    .formatted(folder())
                + "-Despalier.fashionMnist or ESPALIER_FASHION_MNIST");
    DataSet data =
        Data.fromIdx("fashion", images, folder().resolve("train-labels-idx1-ubyte")).take(IMAGES);
    try (Run run =
        train(
            NETWORK,
            supervised(),
            r -> r.classify(data).validate(data.take(500)).adam(1e-3).epochs(3).seed(1).quiet())) {
      Map<String, Double> plain = solved(run, data, p -> p);
      Map<String, Double> refined = solved(run, data, p -> p.refine());

      assertThat(plain.get("flatten1 wanted label")).isGreaterThanOrEqualTo(0.999 * IMAGES);
      assertThat(plain).containsKeys("h2 wanted label", "h1 wanted label");
      for (String tap : new String[] {"flatten1", "h2", "h1"}) {
        assertThat(refined.get(tap + " wanted label")).isGreaterThanOrEqualTo(0.99 * IMAGES);
      }
    }
  }

  private static Map<String, Double> solved(
      Run run, DataSet data, UnaryOperator<ReversePropagation> settings) {
    ReversePropagation method =
        settings.apply(reversePropagation(p -> p.to("flatten1", "h2", "h1").margin(1)));
    try (Run reversed = run.train(firstStage(method), r -> r.classify(data).quiet())) {
      return reversed.log().stages().get(0).counters();
    }
  }

  /** Gives the method that reverses, and trains nothing. */
  private static TrainingMethod firstStage(ReversePropagation method) {
    return new TrainingMethod() {
      @Override
      public String name() {
        return "reversal";
      }

      @Override
      public Plan plan(CheckedHierarchy hierarchy) {
        Plan whole = method.plan(hierarchy);
        return new Plan(name(), hierarchy.name(), whole.stages().subList(0, 1), whole.readout());
      }
    };
  }

  private static Path folder() {
    return Path.of(
        Optional.ofNullable(System.getProperty("espalier.fashionMnist"))
            .or(() -> Optional.ofNullable(System.getenv("ESPALIER_FASHION_MNIST")))
            .orElse("/usr/share/datasets/fashion-mnist"));
  }
}
