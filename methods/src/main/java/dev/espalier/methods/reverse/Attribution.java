package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.compile.loss.Cells;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.torch.Autograd;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.plan.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shows why samples were misclassified: what a tap gave, what it should have given for the label
 * (arXiv 2506.07188), and the difference.
 */
public final class Attribution {
  private static final int PIECE = 256;

  private Attribution() {}

  /**
   * Gives a section for a report, with a row of images for each of the first misclassified samples:
   * the input, the tap's value as it was and as it should have been on one scale, and what is
   * missing (red) or too much (blue).
   *
   * @param outcome a trained classifier
   * @param data where misclassified samples are looked for, from the first on; raw, or normalised
   *     as the training data were
   * @param tap the place, as {@code network.layer}
   * @param most how many samples are shown at most
   * @throws IllegalArgumentException if the task is no classification, or there is no such tap
   */
  public static Section of(Outcome outcome, DataSet data, String tap, int most) {
    Given.all("outcome", outcome, "data", data, "tap", tap);
    if (outcome.recipe().task() != Task.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "attribution of %s: the task is %s, and only a class can be mistaken. Try a run of classify(...)."
              .formatted(tap, outcome.recipe().task()));
    }
    Tap place = Tap.parse(tap);
    Section section =
        Section.of("What " + tap + " should have given")
            .text(
                "The label of each misclassified sample was pushed back to the tap. Brighter is"
                    + " larger; red is missing, blue is too much.");
    NetworkBlock block = outcome.networks().network(place.network());
    try (Lifetime.Use use = outcome.networks().use("attribution");
        NDManager manager = outcome.networks().manager().newSubManager();
        Autograd.Mode paused = Autograd.paused()) {
      NetworkReversal reversal =
          new NetworkReversal(block, block.point(place.place()), ReverseRules.standard(), manager);
      DataSet inputs = outcome.form().prepare(data);
      for (Figure figure : figures(outcome, reversal, place, inputs, most, manager)) {
        section = section.figure(figure);
      }
    }
    return section;
  }

  private static List<Figure> figures(
      Outcome outcome,
      NetworkReversal reversal,
      Tap place,
      DataSet data,
      int most,
      NDManager manager) {
    Reversal settings = new Reversal(new WantedOutput.Nearest(1), true, ReverseRules.standard());
    Dims dims = outcome.checked().dims(place).orElseThrow();
    List<Figure> figures = new ArrayList<>();
    for (int from = 0; from < data.size() && figures.size() < most; from += PIECE) {
      int to = Math.min(data.size(), from + PIECE);
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray input =
            manager
                .create(
                    data.inputs().doubles(from, to),
                    new Shape(data.inputDims().withBatch((long) to - from)))
                .toType(outcome.networks().type(), false);
        int[] labels = Arrays.copyOfRange(data.labels(), from, to);
        NDArray classes = manager.create(Arrays.stream(labels).asLongStream().toArray());
        List<NDArray> values = reversal.values(reversal.start(input));
        NDArray output = values.get(values.size() - 1);
        NDArray wanted = settings.wanted(Cells.ofRows(true), output, classes);
        NDArray should =
            reversal.reverse(values, wanted, reversal.first(), (point, value) -> value);
        long[] said = output.argMax(1).toType(DataType.INT64, false).toLongArray();
        for (int row = 0; row < labels.length && figures.size() < most; row++) {
          if (said[row] != labels[row]) {
            String title =
                "row %s: said %s, is %s"
                    .formatted(
                        from + row,
                        data.classes().get((int) said[row]),
                        data.classes().get(labels[row]));
            double[] before = values.get(0).get(row).toDoubleArray();
            double[] after = should.get(row).toDoubleArray();
            double[] image = data.inputs().doubles(from + row, from + row + 1);
            figures.add(figure(title, data.inputDims(), image, dims, before, after));
          }
        }
      }
    }
    return figures;
  }

  private static Figure figure(
      String title, Dims input, double[] image, Dims dims, double[] before, double[] after) {
    double[] both = Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, both, before.length, after.length);
    double low = Arrays.stream(both).min().orElse(0);
    double high = Arrays.stream(both).max().orElse(1);
    double[] missing = new double[before.length];
    Arrays.setAll(missing, i -> after[i] - before[i]);
    return new Figure(
        title,
        List.of(
            FeatureImage.gray(
                input,
                image,
                Arrays.stream(image).min().orElse(0),
                Arrays.stream(image).max().orElse(1)),
            FeatureImage.gray(dims, before, low, high),
            FeatureImage.gray(dims, after, low, high),
            FeatureImage.signed(dims, missing)),
        List.of("input", "as it was", "as it should have been", "difference"));
  }
}
