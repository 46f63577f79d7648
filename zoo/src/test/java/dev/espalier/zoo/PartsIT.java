package dev.espalier.zoo;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of two inputs guide each other, and a published one takes both as one row. */
final class PartsIT {
  private static final Parts PARTS = Parts.of("picture", 1, 4, 4).and("sign", 1);

  @Test
  void aLabelThatNeedsBothInputsIsLearnedAndPublished(@TempDir Path folder) {
    DataSet data = data();
    Hierarchy chain =
        hierarchy(
            "both",
            h ->
                h.input(17)
                    .network("small", n -> sides(n, 2).dense("h", 8).tanh().output(2))
                    .network("large", n -> sides(n, 4).dense("h", 8).tanh().output(2))
                    .guide("small", "large", g -> g.hidden("h", "h").output()));
    try (Run run =
        train(
            chain,
            selfAbstraction(),
            r -> r.classify(data).batch(10).adam(0.02).epochs(30).seed(1).quiet())) {
      Zoo.at(folder).publish(run, "both", card -> card.withOnnx());
      Sample sample =
          Sample.ofParts(PARTS, Map.of("picture", bright(3), "sign", new double[] {-1}));

      assertThat(run.evaluate(data).metric("accuracy")).isGreaterThan(0.95);
      assertThat(Zoo.open(folder).load("both").predict(sample).value(0))
          .isCloseTo(run.predict(sample).value(0), within(1e-6));
    }
  }

  private static NetworkBuilder sides(NetworkBuilder n, int filters) {
    return n.branches(
        "sides",
        concat(),
        b ->
            b.branch("seen", x -> x.part(PARTS, "picture").conv2d("c", filters, 3).relu().flatten())
                .branch("told", x -> x.part(PARTS, "sign").dense("d", 4).tanh()));
  }

  /** The class is whether the picture's brightness times the sign is above 0. */
  private static DataSet data() {
    double[] pictures = new double[200 * 16];
    double[] signs = new double[200];
    double[] labels = new double[200];
    for (int row = 0; row < 200; row++) {
      double light = Math.sin(row * 1.7) > 0 ? 1 : -1;
      System.arraycopy(bright(light), 0, pictures, row * 16, 16);
      pictures[row * 16 + row % 16] += 0.5;
      signs[row] = row % 2 == 0 ? 1 : -1;
      labels[row] = light * signs[row] > 0 ? 1 : 0;
    }
    return DataSet.of(
        "signed",
        Rows.ofParts(
            PARTS,
            Map.of(
                "picture",
                Rows.of(pictures, Dims.of(1, 4, 4)),
                "sign",
                Rows.of(signs, Dims.of(1)))),
        Rows.of(labels, Dims.of()),
        Targets.classes("other", "same"));
  }

  private static double[] bright(double light) {
    double[] picture = new double[16];
    Arrays.fill(picture, light);
    return picture;
  }
}
