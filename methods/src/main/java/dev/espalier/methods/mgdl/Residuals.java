package dev.espalier.methods.mgdl;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.report.chart.Curve;
import dev.espalier.report.chart.CurveChart;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.Readout;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What sums of grades leave of a data set's values.
 *
 * @param data the data set
 * @param readouts the sums
 * @param left what each sum leaves, sample by sample; empty for classes
 */
record Residuals(DataSet data, List<Readout> readouts, List<double[]> left) {
  private static final String TITLE = "what the grades leave";

  // A picture's darkest and lightest value, as a multiple of the root mean square after grade 1.
  private static final double RANGE = 3;

  static Residuals of(Outcome outcome, List<Readout> readouts, DataSet data) {
    boolean values = data.kind() instanceof Targets.Values;
    return new Residuals(
        data,
        readouts,
        values ? readouts.stream().map(each -> left(outcome, each, data)).toList() : List.of());
  }

  private static double[] left(Outcome outcome, Readout readout, DataSet data) {
    double[] predicted =
        outcome.predict(readout, data).stream()
            .map(Prediction::values)
            .flatMapToDouble(row -> row.stream().mapToDouble(Double::doubleValue))
            .toArray();
    double[] wanted = data.unscaled().targets().doubles(0, data.size());
    return IntStream.range(0, wanted.length).mapToDouble(i -> wanted[i] - predicted[i]).toArray();
  }

  /** Adds curves or pictures where they can be drawn. */
  Section addTo(Section section) {
    if (left.isEmpty()) {
      return section;
    }
    int outputs = data.targets().width();
    if (data.inputDims().equals(Dims.of(1)) && outputs == 1) {
      return section.chart(curves());
    }
    Optional<PixelGrid> grid =
        outputs == 1 || outputs == 3 ? PixelGrid.of(data.inputs()) : Optional.empty();
    return grid.map(places -> section.figure(pictures(places, outputs))).orElse(section);
  }

  private CurveChart curves() {
    double[] x = data.inputs().doubles(0, data.size());
    List<Integer> order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> x[row]))
            .toList();
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      double[] y = left.get(i);
      curves.add(
          new Curve(
              "y - (" + readouts.get(i) + ")",
              order.stream().map(row -> new Curve.Point(x[row], y[row])).toList()));
    }
    return new CurveChart(TITLE, "x", curves, List.of(), CurveChart.Scale.LINEAR);
  }

  private Figure pictures(PixelGrid grid, int outputs) {
    double square = DoubleStream.of(left.get(0)).map(each -> each * each).average().orElse(0);
    double range = square > 0 ? RANGE * Math.sqrt(square) : 1;
    List<BufferedImage> images =
        left.stream().map(each -> grid.image(outputs, i -> 0.5 + each[i] / range / 2)).toList();
    return new Figure(
        String.format(
            Locale.ROOT,
            "%s: grey is nothing, black and white are -%.2g and %.2g or beyond",
            TITLE,
            range,
            range),
        images,
        readouts.stream().map(each -> "after " + each).toList());
  }
}
