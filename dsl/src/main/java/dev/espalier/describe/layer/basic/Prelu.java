package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A leaky relu whose slope is learned (arXiv 1502.01852): {@code x} above 0, {@code weight x}
 * below.
 *
 * <p>Parameter: {@code weight} (1) or (channels), the first axis of a sample or the features of a
 * sequence. Weight decay pulls it to a plain relu.
 *
 * @param perChannel whether each channel has a slope of its own
 * @param weight how the slopes start; default 0.25
 */
public record Prelu(boolean perChannel, Initial weight) implements Layer {

  /** Refuses null. */
  public Prelu {
    Given.all("weight", weight);
  }

  /** Gives one slope for all, which starts at 0.25. */
  public static Prelu shared() {
    return new Prelu(false, Initial.constant(0.25));
  }

  /** Gives a slope for each channel, all of which start at 0.25. */
  public static Prelu ofChannels() {
    return new Prelu(true, Initial.constant(0.25));
  }

  @Override
  public String kind() {
    return "prelu";
  }

  @Override
  public Dims outputOf(Dims in) {
    Given.all("in", in);
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long count = perChannel ? in.size(in.rank() == 2 ? 1 : 0) : 1;
    return List.of(ParameterSpec.trained("weight", Dims.of(count), 1, count, weight));
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Formula formula(Dims in) {
    boolean isLast = perChannel && in.rank() == 2;
    return Formula.of(
        kind(),
        List.of(INPUT, "weight"),
        isLast ? "torch.where(torch.gt(x, 0.0), x, x * weight)" : "torch.prelu(x, weight)");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    long[] dims = new long[in.rank()];
    Arrays.fill(dims, 1);
    dims[in.rank() == 2 ? 1 : 0] = -1;
    return Optional.of(
        List.of(
            OnnxNode.whole("dims", dims),
            OnnxNode.of("Reshape", "weight", "dims").as("slope"),
            OnnxNode.of("PRelu", INPUT, "slope")));
  }

  @Override
  public String toString() {
    return perChannel ? "preluOfChannels()" : "prelu()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Prelu> type() {
      return Prelu.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("prelu", Dims.of(4), shared()),
          new Example("prelu of channels", Dims.of(2, 3, 2), new Prelu(true, Initial.normal(1))),
          new Example("prelu of features", Dims.of(2, 3), new Prelu(true, Initial.normal(1))));
    }
  }
}
