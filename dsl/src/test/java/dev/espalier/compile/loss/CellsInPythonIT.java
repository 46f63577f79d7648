package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.PythonTwin;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.Huber;
import dev.espalier.describe.loss.Loss;
import dev.espalier.torch.Torch;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses of steps and pixels, some ignored, have the values of {@code torch.nn.functional}'s. */
final class CellsInPythonIT {
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch
      except ImportError:
          sys.exit(77)
      import torch.nn.functional as F
      torch.manual_seed(3)
      out = {}
      steps = torch.randn(4, 6, 3, dtype=torch.float64)
      tags = torch.randint(0, 3, (4, 6)); tags[0, 4:] = -1; tags[2] = -1
      out['steps'] = steps; out['tags'] = tags.double()
      for name, more in [('plain', {}), ('smooth', {'label_smoothing': 0.1})]:
          out['steps ' + name] = F.cross_entropy(steps.transpose(1, 2), tags, ignore_index=-1, **more)
      pixels = torch.randn(4, 3, 5, 2, dtype=torch.float64)
      labels = torch.randint(0, 3, (4, 5, 2)); labels[1, 0] = 255
      out['pixels'] = pixels; out['labels'] = labels.double()
      for name, more in [('plain', {}), ('smooth', {'label_smoothing': 0.1})]:
          out['pixels ' + name] = F.cross_entropy(pixels, labels, ignore_index=255, **more)
      whole = torch.randint(0, 3, (4, 5, 2)); out['whole'] = whole.double()
      out['pixels whole'] = F.cross_entropy(pixels, whole)
      values = torch.randn(4, 6, 3, dtype=torch.float64); values[0, 4:] = -9
      out['values'] = values
      known = values != -9
      out['huber'] = F.huber_loss(steps[known], values[known])
      torch.save(out, sys.argv[1] + '/cells.pt')
      """;

  @Test
  void areThoseOfTorch(@TempDir Path folder) throws Exception {
    PythonTwin.run(PROGRAM, folder);
    Map<String, TensorData> all = StateDict.read(folder.resolve("cells.pt")).tensors();

    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      assertMean(manager, all, "steps plain", new CrossEntropy(), cells(true, -1), "steps", "tags");
      assertMean(
          manager,
          all,
          "steps smooth",
          new CrossEntropy().smoothing(0.1),
          cells(true, -1),
          "steps",
          "tags");
      assertMean(
          manager, all, "pixels plain", new CrossEntropy(), cells(true, 255), "pixels", "labels");
      assertMean(
          manager,
          all,
          "pixels smooth",
          new CrossEntropy().smoothing(0.1),
          cells(true, 255),
          "pixels",
          "labels");
      assertMean(
          manager,
          all,
          "pixels whole",
          new CrossEntropy(),
          new Cells(true, true, OptionalDouble.empty()),
          "pixels",
          "whole");
      assertMean(manager, all, "huber", new Huber(1), cells(false, -9), "steps", "values");
    }
  }

  private static Cells cells(boolean classes, double ignored) {
    return new Cells(classes, true, OptionalDouble.of(ignored));
  }

  private static void assertMean(
      NDManager manager,
      Map<String, TensorData> all,
      String name,
      Loss loss,
      Cells cells,
      String prediction,
      String target) {
    NDArray value =
        CompiledLoss.of(loss, cells)
            .mean(array(manager, all, prediction), array(manager, all, target))
            .record();

    assertThat(value.toDoubleArray()[0])
        .as(name)
        .isCloseTo(Objects.requireNonNull(all.get(name)).doubles()[0], within(1e-12));
  }

  private static NDArray array(NDManager manager, Map<String, TensorData> all, String name) {
    TensorData data = Objects.requireNonNull(all.get(name), name);
    return manager.create(
        data.doubles(), new Shape(data.dims().stream().mapToLong(Long::longValue).toArray()));
  }
}
