package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.espalier.check.Projection;
import dev.espalier.describe.value.Dims;
import dev.espalier.testkit.FiniteDifferences;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProjectionBlockTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static List<Projection> projections() {
    return List.of(
        new Projection(Dims.of(3), Dims.of(5)),
        new Projection(Dims.of(4, 3), Dims.of(4, 2)),
        new Projection(Dims.of(3, 4, 4), Dims.of(2, 4, 4)),
        new Projection(Dims.of(3, 6, 4), Dims.of(2, 3, 2)),
        new Projection(Dims.of(3, 5, 7), Dims.of(4, 3, 4)),
        new Projection(Dims.of(3, 2, 3), Dims.of(2, 4, 5)));
  }

  @ParameterizedTest
  @MethodSource("projections")
  void mapsTheLearnersShapeToTheGuides(Projection projection) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      ProjectionBlock block = ProjectionBlock.of(projection, "a.h -> b.h", manager, type, 7);
      NDArray value = noise(projection.from()).toType(type, false);

      NDArray projected = block.forward(value);

      Shape expected = new Shape(projection.to().withBatch(2));
      assertThat(projected.getShape()).isEqualTo(expected);
      assertThat(projected.getDataType()).isEqualTo(type);
      assertThat(block.getOutputShapes(new Shape[] {value.getShape()})).containsExactly(expected);
      assertThat(
              block
                  .forward(new ParameterStore(manager, false), new NDList(value), false)
                  .singletonOrThrow())
          .isEqualTo(projected);
    }
  }

  @ParameterizedTest
  @MethodSource("projections")
  void hasTheGradientOfFiniteDifferences(Projection projection) {
    ProjectionBlock block =
        ProjectionBlock.of(projection, "a.h -> b.h", manager, DataType.FLOAT64, 7);
    NDArray value = noise(projection.from());
    NDArray weights = noise(projection.to());
    value.setRequiresGradient(true);
    List<NDArray> leaves =
        List.of(value, block.parameters().get(0).array(), block.parameters().get(1).array());

    FiniteDifferences.assertGradients(leaves, () -> block.forward(value).mul(weights).sum());
  }

  @Test
  void averagesTheWindowsOfImages() {
    Projection projection = new Projection(Dims.of(1, 3, 2), Dims.of(1, 2, 1));
    ProjectionBlock block =
        ProjectionBlock.of(projection, "a.h -> b.h", manager, DataType.FLOAT64, 7);
    double weight = block.parameters().get(0).array().getDouble(0, 0);
    double bias = block.parameters().get(1).array().getDouble(0);
    NDArray image = manager.create(new double[] {1, 2, 3, 4, 5, 6}, new Shape(1, 1, 3, 2));

    NDArray projected = block.forward(image);

    // Of three rows the first window takes the first two, the second the last two.
    assertThat(projected.toDoubleArray())
        .containsExactly(new double[] {2.5 * weight + bias, 4.5 * weight + bias}, within(1e-12));
  }

  @Test
  void startsByTheNameOfItsLink() {
    Projection projection = new Projection(Dims.of(3), Dims.of(2));

    assertThat(weight(projection, "a.h -> b.h", 7)).isEqualTo(weight(projection, "a.h -> b.h", 7));
    assertThat(weight(projection, "a.h -> c.h", 7))
        .isNotEqualTo(weight(projection, "a.h -> b.h", 7));
    assertThat(weight(projection, "a.h -> b.h", 8))
        .isNotEqualTo(weight(projection, "a.h -> b.h", 7));
  }

  private float[] weight(Projection projection, String link, long seed) {
    return ProjectionBlock.of(projection, link, manager, DataType.FLOAT32, seed)
        .parameters()
        .get(0)
        .array()
        .toFloatArray();
  }

  private NDArray noise(Dims dims) {
    Shape shape = new Shape(dims.withBatch(2));
    return manager.create(new SplittableRandom(3).doubles(shape.size(), -2, 2).toArray(), shape);
  }
}
