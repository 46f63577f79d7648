package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mean or the largest value of each feature over the steps of a sequence, (steps x features) to
 * (features); 0 where no step is real.
 *
 * @param type mean or largest
 * @param isMasked whether over real steps only
 */
public record PooledSteps(Kind type, boolean isMasked) implements Layer {
  // Far below what a feature is, and finite.
  private static final double LOWEST = 1e30;

  /** What is taken over the steps. */
  public enum Kind {
    /** Their mean. */
    MEAN,
    /** The largest of them. */
    MAX
  }

  /** Refuses null. */
  public PooledSteps {
    Given.all("type", type);
  }

  /** Gives the mean over all steps. */
  public static PooledSteps mean() {
    return new PooledSteps(Kind.MEAN, false);
  }

  /** Gives the largest value over all steps. */
  public static PooledSteps max() {
    return new PooledSteps(Kind.MAX, false);
  }

  @Override
  public String kind() {
    return type == Kind.MEAN ? "meanOfSteps" : "maxOfSteps";
  }

  @Override
  public Dims outputOf(Dims in) {
    Sequences.require(this, in, "leaving it out");
    return Dims.of(in.size(1));
  }

  @Override
  public PooledSteps masked() {
    return new PooledSteps(type, true);
  }

  @Override
  public Formula formula(Dims in) {
    if (!isMasked) {
      return Formula.of(
          kind(),
          List.of(INPUT),
          type == Kind.MAX
              ? "largest, places = torch.max(x, 1)\nreturn largest"
              : "torch.mean(x, [1])");
    }
    String text =
        switch (type) {
          case MEAN ->
              """
              real = torch.unsqueeze(mask, 2)
              return torch.sum(x * real, [1]) / torch.clamp_min(torch.sum(real, [1]), 1.0)
              """;
          case MAX ->
              """
              real = torch.unsqueeze(mask, 2)
              largest, places = torch.max(x * real + (real - 1.0) * %s, 1)
              some, places = torch.max(real, 1)
              return largest * some
              """
                  .formatted(LOWEST);
        };
    return Formula.of(kind(), List.of(INPUT, MASK), text);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    if (!isMasked) {
      return Optional.of(List.of(over(type == Kind.MAX ? "ReduceMax" : "ReduceMean", INPUT)));
    }
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.whole("axis", 2));
    nodes.add(OnnxNode.whole("steps", 1));
    nodes.add(OnnxNode.number("one", 1));
    nodes.add(OnnxNode.of("Unsqueeze", MASK, "axis").as("real"));
    nodes.add(OnnxNode.of("Mul", INPUT, "real").as("kept"));
    if (type == Kind.MEAN) {
      nodes.add(sum("kept").as("sum"));
      nodes.add(sum("real").as("found"));
      nodes.add(OnnxNode.of("Max", "found", "one").as("count"));
      nodes.add(OnnxNode.of("Div", "sum", "count"));
    } else {
      nodes.add(OnnxNode.number("lowest", LOWEST));
      nodes.add(OnnxNode.of("Sub", "real", "one").as("isPadding"));
      nodes.add(OnnxNode.of("Mul", "isPadding", "lowest").as("low"));
      nodes.add(OnnxNode.of("Add", "kept", "low").as("candidates"));
      nodes.add(over("ReduceMax", "candidates").as("largest"));
      nodes.add(over("ReduceMax", "real").as("some"));
      nodes.add(OnnxNode.of("Mul", "largest", "some"));
    }
    return Optional.of(nodes);
  }

  private static OnnxNode over(String operator, String x) {
    return OnnxNode.of(operator, x).with("axes", new long[] {1}).with("keepdims", 0L);
  }

  /** The sum takes its axes as an input, unlike its kin. */
  private static OnnxNode sum(String x) {
    return OnnxNode.of("ReduceSum", x, "steps").with("keepdims", 0L);
  }

  @Override
  public String toString() {
    return kind() + "()" + (isMasked ? " of real steps" : "");
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<PooledSteps> type() {
      return PooledSteps.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("mean of steps", Dims.of(4, 3), mean()),
          new Example("largest of steps", Dims.of(4, 3), max()),
          new Example("mean of real steps", Dims.of(4, 3), mean().masked()),
          new Example("largest of real steps", Dims.of(4, 3), max().masked()));
    }
  }
}
