package dev.espalier.compile.loss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.PythonTwin;
import dev.espalier.describe.loss.AbsoluteError;
import dev.espalier.describe.loss.BinaryCrossEntropy;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.Focal;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.loss.Huber;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.Poisson;
import dev.espalier.describe.loss.Quantile;
import dev.espalier.describe.loss.SquaredError;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Torch;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every loss has torch's values by row, and its mean torch's slope. */
final class LossesInPythonIT {
  @Test
  void areThoseOfTorch(@TempDir Path folder) throws Exception {
    PythonTwin.run(text(), folder);
    Map<String, TensorData> all = StateDict.read(folder.resolve("losses.pt")).tensors();
    List<String> cases =
        all.keySet().stream()
            .filter(key -> key.endsWith("/x"))
            .map(key -> key.substring(0, key.length() - 1))
            .toList();

    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      cases.forEach(place -> assertSame(manager, all, place));
    }
    Set<Class<?>> seen =
        cases.stream()
            .map(place -> loss(place.split("/", -1)[0], 2, new double[] {0, 1}).getClass())
            .collect(Collectors.toSet());
    assertThat(seen)
        .containsAll(
            ServiceLoader.load(Loss.class).stream().map(ServiceLoader.Provider::type).toList());
  }

  private static void assertSame(NDManager manager, Map<String, TensorData> all, String place) {
    NDArray x = array(manager, all, place + "x");
    NDArray t = array(manager, all, place + "t");
    Loss loss = loss(place.split("/", -1)[0], (int) x.getShape().get(1), t.toDoubleArray());
    CompiledLoss compiled = CompiledLoss.of(loss, loss.servesClasses());

    assertClose(compiled.perSample(x, t), array(manager, all, place + "each"), place);
    x.setRequiresGradient(true);
    FiniteDifferences.backward(() -> compiled.mean(x, t).record());
    assertClose(x.getGradient(), array(manager, all, place + "slope"), place + " slope");
    NDArray again = array(manager, all, place + "x");
    again.setRequiresGradient(true);
    FiniteDifferences.backward(() -> compiled.perSample(again, t).mean());
    assertClose(again.getGradient(), array(manager, all, place + "slope"), place + " by row");
  }

  private static void assertClose(NDArray found, NDArray wanted, String place) {
    assertThat(found.toDoubleArray())
        .as(place)
        .containsExactly(wanted.toDoubleArray(), within(1e-9));
  }

  private static Loss loss(String name, int width, double[] targets) {
    String[] parts = name.split(" ", -1);
    double number = parts.length > 1 && !parts[0].equals("half") ? Double.parseDouble(parts[1]) : 0;
    return switch (parts[0]) {
      case "plain" -> smoothed(new CrossEntropy(), number);
      case "weights" ->
          smoothed(
              new CrossEntropy()
                  .weights(IntStream.range(0, width).mapToDouble(c -> c * 0.75).toArray()),
              number);
      case "balanced" ->
          new CrossEntropy()
              .balanced()
              .fitted(
                  IntStream.range(0, width)
                      .mapToObj(c -> (int) Arrays.stream(targets).filter(t -> t == c).count())
                      .toList());
      case "focal" -> new Focal(number);
      case "squared" -> new SquaredError();
      case "half" -> new HalfSquaredError();
      case "absolute" -> new AbsoluteError();
      case "huber" -> new Huber(number);
      case "quantile" -> new Quantile(number);
      case "poisson" -> new Poisson();
      default -> new BinaryCrossEntropy();
    };
  }

  private static CrossEntropy smoothed(CrossEntropy loss, double part) {
    return part == 0 ? loss : loss.smoothing(part);
  }

  private static NDArray array(NDManager manager, Map<String, TensorData> all, String name) {
    TensorData data = Objects.requireNonNull(all.get(name), name);
    return manager.create(
        data.doubles(), new Shape(data.dims().stream().mapToLong(Long::longValue).toArray()));
  }

  private static String text() throws IOException {
    try (InputStream in = LossesInPythonIT.class.getResourceAsStream("losses.py")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
