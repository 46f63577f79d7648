package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * A larger image, (channels x height x width) to (channels x factor height x factor width).
 *
 * @param mode what a new point takes
 * @param factor how many times larger, at least 1
 */
public record Upsample(Mode mode, int factor) implements Layer {
  /** What a new point takes. */
  public enum Mode {
    /** The value of the point that it lies in. */
    NEAREST,
    /** The four points around it by their distances; points are the centres of squares. */
    BILINEAR,
    /** The same, where the corners of both images are one (PyTorch's {@code align_corners}). */
    BILINEAR_CORNERS
  }

  /** Refuses factors below 1. */
  public Upsample {
    Given.all("mode", mode);
    if (factor < 1) {
      throw new IllegalArgumentException(
          "upsample(%s): needed a factor of at least 1. Try upsample(2).".formatted(factor));
    }
  }

  @Override
  public String kind() {
    return "upsample";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 3) {
      throw new MisfitException(
          "%s needs an input of (channels x height x width), but receives %s".formatted(this, in),
          "reshape(1, height, width) before it");
    }
    return Dims.of(in.size(0), in.size(1) * factor, in.size(2) * factor);
  }

  @Override
  public Formula formula(Dims in) {
    String size = "[%s, %s]".formatted(in.size(1) * factor, in.size(2) * factor);
    return Formula.of(
        kind(),
        List.of(INPUT),
        switch (mode) {
          case NEAREST -> "torch.upsample_nearest2d(x, %s)".formatted(size);
          case BILINEAR -> "torch.upsample_bilinear2d(x, %s, False)".formatted(size);
          case BILINEAR_CORNERS -> "torch.upsample_bilinear2d(x, %s, True)".formatted(size);
        });
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    OnnxNode node = OnnxNode.of("Resize", INPUT, "", "scales");
    return Optional.of(
        List.of(
            OnnxNode.of("Constant")
                .with("value_floats", new double[] {1, 1, factor, factor})
                .as("scales"),
            switch (mode) {
              case NEAREST ->
                  node.with("mode", "nearest")
                      .with("coordinate_transformation_mode", "asymmetric")
                      .with("nearest_mode", "floor");
              case BILINEAR ->
                  node.with("mode", "linear").with("coordinate_transformation_mode", "half_pixel");
              case BILINEAR_CORNERS ->
                  node.with("mode", "linear")
                      .with("coordinate_transformation_mode", "align_corners");
            }));
  }

  @Override
  public String toString() {
    return "upsample(" + factor + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Upsample> type() {
      return Upsample.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("nearest upsampling", Dims.of(2, 2, 3), new Upsample(Mode.NEAREST, 2)),
          new Example("bilinear upsampling", Dims.of(1, 3, 2), new Upsample(Mode.BILINEAR, 2)),
          new Example(
              "bilinear upsampling between corners",
              Dims.of(1, 2, 3),
              new Upsample(Mode.BILINEAR_CORNERS, 3)));
    }
  }
}
