package dev.espalier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckException;
import dev.espalier.compile.TorchModuleLayer;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Network;
import dev.espalier.describe.Pretrained;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;
import dev.espalier.torch.TorchModule;
import dev.espalier.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that another program saved as TorchScript ({@code torch.jit.save}): it guides others
 * and predicts, as it is, on CPU and CUDA. It can be neither trained nor published.
 *
 * <p>Its layers are the parts that {@link #taps} names and then its {@code output}. A part's layer
 * is named by its path with dashes, {@code layer1-0} for {@code layer1.0}; a path that begins with
 * a digit gets an {@code m} before it.
 *
 * <p>The file's code runs in this process, so take only files that you trust.
 */
public final class TorchScriptNetwork implements Pretrained {
  private static final int PROBE = 2;

  private final Path file;
  private final Optional<Dims> dims;
  private final List<String> taps;
  private final boolean tokens;

  private TorchScriptNetwork(Path file, Optional<Dims> dims, List<String> taps, boolean tokens) {
    this.file = file;
    this.dims = dims;
    this.taps = List.copyOf(taps);
    this.tokens = tokens;
  }

  static TorchScriptNetwork of(Path file) {
    return new TorchScriptNetwork(file, Optional.empty(), List.of(), false);
  }

  /** Gives this network with the shape of one input sample, without the batch. */
  public TorchScriptNetwork input(long... sizes) {
    Given.all("sizes", sizes);
    if (dims.isPresent()) {
      throw new IllegalArgumentException(
          "torchScript: the input was already given as %s, now as %s. Try one of them."
              .formatted(dims.get(), Dims.of(sizes)));
    }
    return new TorchScriptNetwork(file, Optional.of(Dims.of(sizes)), taps, tokens);
  }

  /**
   * Gives this network with parts whose values can be guides, such as {@code layer1} or {@code
   * layer1.0.conv}.
   */
  public TorchScriptNetwork taps(String first, String... others) {
    Given.all("first", first, "others", others);
    List<String> all = new ArrayList<>(List.of(others));
    all.add(0, first);
    if (!taps.isEmpty()) {
      throw Choices.twice("torchScript", "taps", taps, all);
    }
    return new TorchScriptNetwork(file, dims, all, tokens);
  }

  /** Gives this network as one that takes whole numbers, such as those of words. */
  public TorchScriptNetwork tokens() {
    if (tokens) {
      throw Choices.twice("torchScript", "tokens", true, true);
    }
    return new TorchScriptNetwork(file, dims, taps, true);
  }

  /**
   * Gives the network, named {@code module}.
   *
   * @throws CheckException if the file is none, has no such part, or fails on such an input
   */
  @Override
  public GivenNetwork given() {
    try {
      return given(TorchModule.read(file, taps));
    } catch (MisfitException misfit) {
      throw refused(Problem.at("torchScript(" + file + ")", misfit));
    } catch (IOException e) {
      throw refused(
          new Problem(
              "torchScript(" + file + ")", "it cannot be read: " + e, "a file that is there"));
    }
  }

  private GivenNetwork given(TorchModule module) {
    Dims in =
        dims.orElseThrow(
            () -> new MisfitException("no shape of an input is given", "input(1, 28, 28)"));
    List<NamedLayer> layers = new ArrayList<>();
    List<Dims> shapes = shapes(module, in);
    for (int i = 0; i < shapes.size(); i++) {
      String name = i < taps.size() ? layerOf(taps.get(i)) : Network.OUTPUT;
      TorchModuleLayer layer = new TorchModuleLayer(module, i, shapes.get(i), tokens);
      layers.add(new NamedLayer(name, layer, Activation.IDENTITY));
    }
    return new GivenNetwork(
        new Network("module", new Source.Input(in), layers),
        new GivenValues(StateDict.of(Map.of()), true, Optional.empty(), module.toString()));
  }

  /** Gives the shape of each value for one sample, by running two. */
  private List<Dims> shapes(TorchModule module, Dims in) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      NDArray probe = manager.zeros(new Shape(in.withBatch(PROBE)), DataType.FLOAT32);
      List<Dims> shapes = new ArrayList<>();
      for (NDArray value : module.call(probe, tokens)) {
        Shape shape = value.getShape();
        if (shape.dimension() == 0 || shape.get(0) != PROBE) {
          throw new MisfitException(
              "it gives %s for %s samples, needed a row for each".formatted(shape, PROBE),
              "parts whose values have the batch as their first axis");
        }
        shapes.add(Dims.of(shape.slice(1).getShape()));
      }
      return shapes;
    }
  }

  private static String layerOf(String tap) {
    String name = tap.replaceAll("[^A-Za-z0-9_-]", "-");
    return Character.isLetter(name.isEmpty() ? '-' : name.charAt(0)) ? name : "m" + name;
  }

  private static CheckException refused(Problem problem) {
    return new CheckException("network 'module'", List.of(problem));
  }

  @Override
  public String toString() {
    return "torchScript(" + file + ")";
  }
}
