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
 * A learned step before the first, (steps x size) to (steps + 1 x size), in which attention gathers
 * what the whole sequence is (arXiv 1810.04805, 2010.11929).
 *
 * <p>Parameter: {@code weight} (size).
 *
 * @param weight how it starts
 */
public record ClassToken(Initial weight) implements Layer {
  private static final StepMask MASK_OF_ALL =
      new StepMask(
          Formula.of(
              "mask",
              List.of(MASK),
              "torch.cat([torch.ones_like(torch.narrow(mask, 1, 0, 1)), mask], 1)"),
          List.of(
              OnnxNode.whole("axis", 1),
              OnnxNode.of("ReduceSum", MASK, "axis").with("keepdims", 1L).as("count"),
              OnnxNode.number("zero", 0),
              OnnxNode.number("one", 1),
              OnnxNode.of("Mul", "count", "zero").as("none"),
              OnnxNode.of("Add", "none", "one").as("token"),
              OnnxNode.of("Concat", "token", MASK).with("axis", 1L)));

  /** Refuses null. */
  public ClassToken {
    Given.all("weight", weight);
  }

  /** Gives one that starts normal of deviation 0.02. */
  public static ClassToken standard() {
    return new ClassToken(Initial.normal(0.02));
  }

  @Override
  public String kind() {
    return "classToken";
  }

  @Override
  public Dims outputOf(Dims in) {
    Sequences.require(this, in);
    return in.with(0, in.size(0) + 1);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return List.of(ParameterSpec.trained("weight", Dims.of(in.size(1)), 1, in.size(1), weight));
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT, "weight"),
        "torch.cat([weight.expand([torch.size(x, 0), 1, %s]), x], 1)".formatted(in.size(1)));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.whole("axis", 1),
            OnnxNode.of("Constant").with("value_int", 0L).as("place"),
            OnnxNode.of("Gather", INPUT, "place").with("axis", 1L).as("step"),
            OnnxNode.number("zero", 0),
            OnnxNode.of("Mul", "step", "zero").as("zeros"),
            OnnxNode.of("Add", "zeros", "weight").as("tokens"),
            OnnxNode.of("Unsqueeze", "tokens", "axis").as("first"),
            OnnxNode.of("Concat", "first", INPUT).with("axis", 1L)));
  }

  /** Gives the mask of its input with a real step before the first. */
  @Override
  public Optional<StepMask> mask() {
    return Optional.of(MASK_OF_ALL);
  }

  @Override
  public String toString() {
    return "classToken()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ClassToken> type() {
      return ClassToken.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("class token", Dims.of(2, 3), standard()));
    }
  }
}
