package dev.espalier.zoo;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Tap;
import dev.espalier.train.recipe.Measured;
import dev.espalier.zoo.graph.Export;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the trained networks say of a few rows, which an archive must say too.
 *
 * @param rows inputs as the networks take them, normalised
 * @param predictions gives what the networks say of such rows, one after the other
 * @param device where they compute, and where the archive is asked too: other devices round
 *     otherwise
 */
public record ReferencePredictions(List<double[]> rows, Predictions predictions, Device device) {
  private static final int ROWS = 16;

  /** Takes predictions that were computed on the CPU. */
  ReferencePredictions(List<double[]> rows, Predictions predictions) {
    this(rows, predictions, Device.cpu());
  }

  /** Says what trained networks say. */
  interface Predictions {
    float[] of(List<double[]> rows, Export export);
  }

  /** Gives some rows of the training data, spread over all of it, and the networks themselves. */
  static ReferencePredictions of(CompiledHierarchy networks, DataSet data) {
    Rows inputs = data.inputs();
    int count = Math.min(ROWS, inputs.size());
    List<double[]> rows =
        IntStream.range(0, count)
            .mapToObj(i -> inputs.row((int) ((long) i * inputs.size() / count)))
            .toList();
    return of(networks, data.kind(), rows);
  }

  /**
   * Gives some rows, and the networks themselves.
   *
   * @param targets what their outputs stand for
   */
  static ReferencePredictions of(CompiledHierarchy networks, Targets targets, List<double[]> rows) {
    return new ReferencePredictions(
        rows,
        (batch, export) -> predict(networks, targets, batch, export),
        networks.manager().getDevice());
  }

  private static float[] predict(
      CompiledHierarchy networks, Targets targets, List<double[]> rows, Export export) {
    CheckedHierarchy checked = networks.description();
    boolean single = export.readout().single();
    List<Tap> taps = new ArrayList<>();
    for (String network : export.readout().networks()) {
      taps.add(checked.network(network).orElseThrow().description().outputTap());
    }
    try (NDManager manager = networks.manager().newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double[] values = rows.stream().flatMapToDouble(Arrays::stream).toArray();
      NDArray input =
          manager
              .create(values, new Shape(checked.input().withBatch(rows.size())))
              .toType(networks.type(), false);
      List<NDArray> outputs = networks.evaluate(input, taps);
      NDArray sum = outputs.get(0);
      if (export.probabilities() || !single) {
        sum = Measured.cells(targets).said(sum);
      }
      for (NDArray output : outputs.subList(1, outputs.size())) {
        sum = sum.add(output);
      }
      Optional<Normalization> scaling = targets.scaled();
      if (scaling.isEmpty()) {
        return sum.toType(DataType.FLOAT32, false).toFloatArray();
      }
      double[] said = sum.toType(DataType.FLOAT64, false).toDoubleArray();
      scaling.get().undo(said, checked.network(taps.get(0).network()).orElseThrow().output());
      float[] units = new float[said.length];
      for (int i = 0; i < units.length; i++) {
        units[i] = (float) said[i];
      }
      return units;
    }
  }
}
