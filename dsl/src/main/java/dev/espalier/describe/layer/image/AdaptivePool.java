package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The largest value or the mean of each part of an image that is divided into a grid, (channels x
 * height x width) to (channels x rows x columns), whatever the image's size.
 *
 * <p>Part {@code i} of {@code n} takes the points from {@code floor(i size / n)} to {@code ceil((i
 * + 1) size / n)}, so parts may overlap by one, and repeat points of an image that is smaller.
 *
 * @param type largest or mean
 * @param rows how many parts from top to bottom
 * @param columns how many parts from left to right
 */
public record AdaptivePool(Pool.Kind type, int rows, int columns) implements Layer {
  /** Refuses sizes below 1. */
  public AdaptivePool {
    Given.all("type", type);
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%s(%s, %s): needed at least 1 each. Try 1 and 1.".formatted(name(type), rows, columns));
    }
  }

  @Override
  public String kind() {
    return name(type);
  }

  private static String name(Pool.Kind type) {
    return type == Pool.Kind.MAX ? "adaptiveMaxPool" : "adaptiveAveragePool";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 3) {
      throw new MisfitException(
          "%s needs an input of (channels x height x width), but receives %s".formatted(this, in),
          "reshape(1, height, width) before it");
    }
    return Dims.of(in.size(0), rows, columns);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT),
        type == Pool.Kind.MAX
            ? "largest, places = torch.adaptive_max_pool2d(x, [%s, %s])\nreturn largest"
                .formatted(rows, columns)
            : "torch.adaptive_avg_pool2d(x, [%s, %s])".formatted(rows, columns));
  }

  /**
   * Gives plain windows where the grid divides the image; else means are products with a matrix for
   * each direction, and maxima have no operator.
   */
  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    long height = in.size(1);
    long width = in.size(2);
    if (height % rows == 0 && width % columns == 0) {
      long[] size = {height / rows, width / columns};
      return Optional.of(
          List.of(
              OnnxNode.of(type == Pool.Kind.MAX ? "MaxPool" : "AveragePool", INPUT)
                  .with("kernel_shape", size)
                  .with("strides", size)));
    }
    if (type == Pool.Kind.MAX) {
      return Optional.empty();
    }
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.addAll(matrix("down", means(rows, height), rows, height));
    nodes.addAll(matrix("right", means(columns, width), columns, width));
    nodes.add(OnnxNode.of("Transpose", "right").with("perm", new long[] {1, 0}).as("across"));
    nodes.add(OnnxNode.of("MatMul", "down", INPUT).as("rows"));
    nodes.add(OnnxNode.of("MatMul", "rows", "across"));
    return Optional.of(nodes);
  }

  private static List<OnnxNode> matrix(String name, double[] values, long rows, long columns) {
    return List.of(
        OnnxNode.of("Constant").with("value_floats", values).as(name + "Values"),
        OnnxNode.whole(name + "Shape", rows, columns),
        OnnxNode.of("Reshape", name + "Values", name + "Shape").as(name));
  }

  /** Gives the matrix (parts x size) that takes the mean of each part. */
  private static double[] means(int parts, long size) {
    double[] matrix = new double[Math.toIntExact(parts * size)];
    for (int part = 0; part < parts; part++) {
      long from = part * size / parts;
      long to = ((part + 1) * size + parts - 1) / parts;
      for (long point = from; point < to; point++) {
        matrix[Math.toIntExact(part * size + point)] = 1.0 / (to - from);
      }
    }
    return matrix;
  }

  @Override
  public String toString() {
    return "%s(%s, %s)".formatted(kind(), rows, columns);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<AdaptivePool> type() {
      return AdaptivePool.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example(
              "adaptive average pool", Dims.of(2, 5, 4), new AdaptivePool(Pool.Kind.AVERAGE, 3, 2)),
          new Example(
              "adaptive average pool of a small image",
              Dims.of(2, 2, 3),
              new AdaptivePool(Pool.Kind.AVERAGE, 3, 7)),
          new Example("adaptive max pool", Dims.of(2, 4, 6), new AdaptivePool(Pool.Kind.MAX, 2, 3)),
          new Example(
              "adaptive max pool of uneven parts",
              Dims.of(1, 5, 4),
              new AdaptivePool(Pool.Kind.MAX, 3, 3)));
    }
  }
}
