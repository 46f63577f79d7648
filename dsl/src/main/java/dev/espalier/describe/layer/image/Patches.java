package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * An image as steps, (channels x height x width) to (patches x units): squares side by side, row by
 * row, each of which becomes a vector of its values by one learned map (arXiv 2010.11929).
 *
 * <p>Parameters: {@code weight} (units x channels x size x size), {@code bias} (units), those of a
 * convolution whose stride is its kernel.
 *
 * @param units how many values a patch becomes
 * @param size the patches' height and width, divisors of the image's
 * @param weight how the weight starts; default {@link Initial#fanIn()}
 * @param bias how the bias starts; default {@link Initial#fanIn()}
 */
public record Patches(int units, int size, Initial weight, Initial bias) implements Layer {

  /** Refuses sizes below 1. */
  public Patches {
    Given.all("weight", weight, "bias", bias);
    if (units < 1 || size < 1) {
      throw new IllegalArgumentException(
          "patches(%s, %s): needed at least 1 unit and a size of at least 1. Try patches(192, 16)."
              .formatted(units, size));
    }
  }

  /** Gives patches with initial values as PyTorch's convolutions have them. */
  public static Patches of(int units, int size) {
    return new Patches(units, size, Initial.fanIn(), Initial.fanIn());
  }

  @Override
  public String kind() {
    return "patches";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 3) {
      throw new MisfitException(
          "%s needs an input of (channels x height x width), but receives %s".formatted(this, in),
          "reshape(...) before it");
    }
    if (in.size(1) % size != 0 || in.size(2) % size != 0) {
      throw new MisfitException(
          "%s has squares of %s, which do not fill %s".formatted(this, size, in),
          "a size that divides %s and %s".formatted(in.size(1), in.size(2)));
    }
    return Dims.of(in.size(1) / size * (in.size(2) / size), units);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long area = (long) size * size;
    long fanIn = in.size(0) * area;
    long fanOut = units * area;
    return List.of(
        ParameterSpec.trained(
            "weight", Dims.of(units, in.size(0), size, size), fanIn, fanOut, weight),
        ParameterSpec.trained("bias", Dims.of(units), fanIn, fanOut, bias));
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT, "weight", "bias"),
        "torch.transpose(torch.flatten(torch.conv2d(x, weight, bias, [%1$s, %1$s]), 2), 1, 2)"
            .formatted(size));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    long[] stride = {size, size};
    return Optional.of(
        List.of(
            OnnxNode.of("Conv", INPUT, "weight", "bias")
                .with("kernel_shape", stride)
                .with("strides", stride)
                .as("squares"),
            OnnxNode.whole("flat", 0, units, -1),
            OnnxNode.of("Reshape", "squares", "flat").as("features"),
            OnnxNode.of("Transpose", "features").with("perm", new long[] {0, 2, 1})));
  }

  @Override
  public String toString() {
    return "patches(%s, %s)".formatted(units, size);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Patches> type() {
      return Patches.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("patches", Dims.of(2, 4, 6), of(3, 2)));
    }
  }
}
