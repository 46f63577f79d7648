package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.WeightsFit;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Torch;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What Python's torch says of the same layers; its program saves NAME.pt with weights, x and y, and
 * maybe the gradient of half the squares of y by x.
 */
public final class PythonTwin {
  private static final int ABSENT = 77;

  private PythonTwin() {}

  /** Runs a program that takes a folder, and ends with 77 where it lacks what it imports. */
  public static void run(String program, Path folder) throws Exception {
    Path log = folder.resolve("log");
    int code = ABSENT;
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        code = code == ABSENT ? start(python, program, folder, log) : code;
      } catch (IOException absent) {
        // The next one may be there.
      }
    }
    assumeTrue(
        code != ABSENT,
        "no python3 with torch, and scikit-learn; Debian has python3-torch and python3-sklearn");
    assertThat(code).as(Files.readString(log)).isZero();
  }

  private static int start(String python, String program, Path folder, Path log) throws Exception {
    return new ProcessBuilder(python, "-W", "ignore", "-c", program, folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }

  /** Checks that layers with the weights of a file give what it says of its input. */
  static void assertSame(Path file, UnaryOperator<NetworkBuilder> layers) {
    Map<String, TensorData> tensors = new LinkedHashMap<>(StateDict.read(file).tensors());
    TensorData x = Objects.requireNonNull(tensors.remove("x"));
    TensorData y = Objects.requireNonNull(tensors.remove("y"));
    @Nullable TensorData gradient = tensors.remove("gradient");
    CheckedNetwork network = Espalier.check(Espalier.network("net", layers)).networks().get(0);
    WeightsFit fit = WeightsFit.of(network, StateDict.of(tensors));

    assertThat(fit.problems()).isEmpty();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      NetworkBlock block = NetworkBlock.of(network, manager, DataType.FLOAT64, 7);
      block.set(fit.values());
      Shape shape = new Shape(x.dims().stream().mapToLong(Long::longValue).toArray());

      NDArray input = manager.create(x.doubles(), shape);
      assertThat(block.forward(input, Pass.evaluation()).toDoubleArray())
          .containsExactly(y.doubles(), within(1e-9));
      if (gradient != null) {
        input.setRequiresGradient(true);
        FiniteDifferences.backward(
            () -> block.forward(input, Pass.evaluation()).square().sum().div(2));
        assertThat(input.getGradient().toDoubleArray())
            .as("gradient")
            .containsExactly(gradient.doubles(), within(1e-9));
      }
    }
  }
}
