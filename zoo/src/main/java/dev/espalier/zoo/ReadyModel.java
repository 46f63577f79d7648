package dev.espalier.zoo;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Lifetime;
import dev.espalier.data.Sample;
import dev.espalier.describe.Dims;
import dev.espalier.torch.Autograd;
import dev.espalier.train.Prediction;
import dev.espalier.train.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * An opened model with its networks in memory.
 *
 * <p>Several threads may predict at once. It owns native memory, which closing it frees once the
 * calls in progress have ended.
 */
public final class ReadyModel implements AutoCloseable {
  private final Loaded loaded;
  private final CompiledHierarchy networks;
  private final Export export;
  private final Dims output;

  ReadyModel(Loaded loaded, CompiledHierarchy networks) {
    this.loaded = loaded;
    this.networks = networks;
    networks.belongTo("model '%s %s'".formatted(loaded.name(), loaded.version()));
    boolean probabilities = loaded.task() == Task.CLASSIFICATION && loaded.readout().single();
    this.export = new Export(loaded.readout(), probabilities, true, 0, 1);
    String first = loaded.readout().networks().get(0);
    this.output = loaded.checked().network(first).orElseThrow().output();
  }

  /** Gives what was opened. */
  public Loaded loaded() {
    return loaded;
  }

  /**
   * Gives the class probabilities or values of raw samples, in their order.
   *
   * @throws IllegalArgumentException if there is no sample, or one has another shape
   */
  public List<Prediction> predict(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          "predict: found no sample, needed at least one of %s. Try one."
              .formatted(loaded.checked().input()));
    }
    List<double[]> rows = samples.stream().map(this::row).toList();
    float[] said;
    try (Lifetime.Use use = networks.use("predict");
        Autograd.Mode paused = Autograd.paused()) {
      said = Witness.of(networks, loaded.task(), rows).predictions().of(rows, export);
    }
    int width = said.length / rows.size();
    List<Prediction> predictions = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        values.add((double) said[row * width + i]);
      }
      predictions.add(new Prediction(output, values, loaded.classes()));
    }
    return predictions;
  }

  private double[] row(Sample sample) {
    if (!sample.dims().equals(loaded.checked().input())) {
      throw new IllegalArgumentException(
          "predict: the sample has shape %s, and '%s' takes %s. Try Sample.of(dims, values)."
              .formatted(sample.dims(), loaded.name(), loaded.checked().input()));
    }
    return loaded.normalization().map(each -> each.apply(sample)).orElse(sample).doubles();
  }

  @Override
  public void close() {
    networks.close();
  }

  @Override
  public String toString() {
    return loaded + ", ready";
  }
}
