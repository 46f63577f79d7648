package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Drops whole samples in training, others in each step: each becomes 0 with this probability, and
 * is multiplied by {@code 1 / (1 - rate)} else (arXiv 1603.09382, as torchvision's in row mode). At
 * the end of a residual's body it leaves out the body for these samples.
 *
 * @param rate the probability of 0, in [0, 1)
 */
public record StochasticDepth(double rate) implements Layer {
  /** Refuses rates out of [0, 1). */
  public StochasticDepth {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "stochasticDepth(" + rate + "): the rate lies in [0, 1). Try stochasticDepth(0.2).");
    }
  }

  @Override
  public String kind() {
    return "stochasticDepth";
  }

  @Override
  public Dims outputOf(Dims in) {
    return in;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(kind(), List.of(INPUT), INPUT);
  }

  @Override
  public Formula trainingFormula(Dims in) {
    return rate == 0
        ? formula(in)
        : Formula.of(
            kind(),
            List.of(INPUT, NOISE),
            "x * (noise >= %s) * %s".formatted(rate, 1 / (1 - rate)));
  }

  /** Gives one number a sample. */
  @Override
  public Dims noiseDims(Dims in) {
    long[] ones = new long[in.rank()];
    Arrays.fill(ones, 1);
    return Dims.of(ones);
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of());
  }

  @Override
  public String toString() {
    return "stochasticDepth(" + rate + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<StochasticDepth> type() {
      return StochasticDepth.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("stochastic depth", Dims.of(2, 3, 2), new StochasticDepth(0.4)),
          new Example("no stochastic depth", Dims.of(3), new StochasticDepth(0)));
    }
  }
}
