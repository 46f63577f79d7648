package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * Adds to each step the learned vector of the first segment, (steps x size) to (steps x size): what
 * BERT (arXiv 1810.04805) does with a text that is no pair.
 *
 * <p>Parameter: {@code weight} (count x size), of which the first row is used.
 *
 * @param count how many segments there are vectors for
 * @param weight how they start
 */
public record Segments(int count, Initial weight) implements Layer {
  /** Refuses less than one. */
  public Segments {
    Given.all("weight", weight);
    if (count < 1) {
      throw new IllegalArgumentException(
          "segments(%s): needed at least 1. Try 2, as BERT has.".formatted(count));
    }
  }

  @Override
  public String kind() {
    return "segments";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Sequences.require(this, in);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long size = in.size(1);
    return List.of(ParameterSpec.trained("weight", Dims.of(count, size), count, size, weight));
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(kind(), List.of(INPUT, "weight"), "x + torch.select(weight, 0, 0)");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("Constant").with("value_int", 0L).as("place"),
            OnnxNode.of("Gather", "weight", "place").as("first"),
            OnnxNode.of("Add", INPUT, "first")));
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public String toString() {
    return "segments(" + count + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Segments> type() {
      return Segments.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("segments", Dims.of(3, 4), new Segments(2, Initial.normal(1))));
    }
  }
}
