package dev.espalier.methods;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.meanIou;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import dev.espalier.testkit.method.TrainingCase;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Trainings with a label for each step or pixel, some of which are ignored. */
final class DenseCases {
  static final DataSet TAGS = tags();
  static final DataSet PIXELS = pixels(true);
  static final DataSet WHOLE_PIXELS = pixels(false);

  private DenseCases() {}

  static Stream<TrainingCase> all() {
    Hierarchy chain =
        hierarchy(
            "segmenters",
            h ->
                h.input(1, 4, 4)
                    .network("small", n -> segmenter(n, 2))
                    .network("large", n -> segmenter(n, 4))
                    .guide("small", "large", g -> g.projected("a", "a").output()));
    return Stream.of(
        new TrainingCase(
            "a label a step",
            tagger(),
            supervised(),
            r -> r.classify(TAGS).batch(10).adam(0.02).epochs(3).seed(5)),
        new TrainingCase(
            "pixels that guide each other",
            chain,
            selfAbstraction(),
            r -> r.classify(PIXELS).measure(meanIou()).batch(10).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "grades of pixels",
            grades(),
            multigrade(),
            r -> r.classify(WHOLE_PIXELS).batch(10).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "pixels perturbed",
            network("pixels", n -> segmenter(n.input(1, 4, 4), 3)),
            constructivePerturbation(p -> p.steps(2).targets("a")),
            r -> r.classify(PIXELS).batch(10).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "a value a step, some unknown",
            network(
                "values", n -> n.input(5).embedding("words", 8, 6).gru("l", 5).outputEachStep(1)),
            supervised(),
            r -> r.regress(amounts()).batch(10).adam(0.02).epochs(2).seed(5)));
  }

  static Hierarchy grades() {
    return hierarchy(
        "grades-of-pixels",
        h ->
            h.input(1, 4, 4)
                .network("first", n -> segmenter(n, 3))
                .network(
                    "second",
                    n ->
                        n.from("first.a")
                            .conv2d("a", 3, 3, c -> c.same())
                            .relu()
                            .outputEachPixel(3)));
  }

  static Network tagger() {
    return network(
        "tagger",
        n ->
            n.input(5)
                .embedding("words", 8, 6, e -> e.padding(0))
                .gru("memory", 6, g -> g.bidirectional())
                .outputEachStep(3));
  }

  static NetworkBuilder segmenter(NetworkBuilder n, int filters) {
    return n.conv2d("a", filters, 3, c -> c.same()).batchNorm().relu().outputEachPixel(3);
  }

  /** Sentences of 2 to 5 words, whose tag is the word's rest by 3, or the next one's for word 7. */
  private static DataSet tags() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] words = new double[60][5];
    int[][] tags = new int[60][5];
    for (int row = 0; row < 60; row++) {
      int length = 2 + random.nextInt(4);
      for (int i = 0; i < 5; i++) {
        words[row][i] = i < length ? 1 + random.nextInt(7) : 0;
      }
      for (int i = 0; i < 5; i++) {
        double word = words[row][i] == 7 && i < 4 ? words[row][i + 1] : words[row][i];
        tags[row][i] = i < length ? (int) word % 3 : -1;
      }
    }
    return Data.fromArrays("tags", words, tags, Targets.classes(3).perCell(5).ignoring(-1));
  }

  private static DataSet amounts() {
    double[] values = new double[60 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 == 0 ? -9 : TAGS.inputs().row(i / 5)[i % 5] / 4;
    }
    return DataSet.of(
        "amounts",
        TAGS.inputs(),
        Rows.of(values, Dims.of(5, 1)),
        Targets.values(5, 1).ignoring(-9));
  }

  /** Pictures whose pixels' classes are dark, middle and bright, rims being unknown. */
  private static DataSet pixels(boolean rims) {
    SplittableRandom random = new SplittableRandom(4);
    double[][] values = new double[60][16];
    int[][] labels = new int[60][16];
    for (int row = 0; row < 60; row++) {
      for (int i = 0; i < 16; i++) {
        values[row][i] = random.nextDouble();
        labels[row][i] = rims && i < 4 ? 255 : (int) (values[row][i] * 3);
      }
    }
    Targets.Classes classes = Targets.classes("dark", "middle", "bright").perCell(4, 4);
    DataSet flat =
        Data.fromArrays("pixels", values, labels, rims ? classes.ignoring(255) : classes);
    return DataSet.of(
        "pixels",
        Rows.of(flat.inputs().doubles(0, 60), Dims.of(1, 4, 4)),
        flat.targets(),
        flat.kind());
  }
}
