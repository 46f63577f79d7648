package dev.espalier.compile.formula;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Operators;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Computes a layer's formula once for two small batches, before anything is trained: it must give
 * one sample for each sample, and the same whatever others are in its batch.
 */
public final class FormulaTrial {
  private static final int BATCH = 5;
  private static final int FEWER = 3;
  // Larger inputs and parameters would make a check slow, or take the memory of the machine.
  private static final long LARGEST = 1 << 22;
  private static final double TOLERANCE = 1e-3;

  private final Layer layer;
  private final Dims in;
  private final List<ParameterSpec> specs;

  private FormulaTrial(Layer layer, Dims in, List<ParameterSpec> specs) {
    this.layer = layer;
    this.in = in;
    this.specs = specs;
  }

  /**
   * Gives the shape of one output sample of a layer without branches.
   *
   * @throws MisfitException if LibTorch cannot compute it, or it mixes its samples
   */
  public static Dims output(Layer layer, Dims in, List<ParameterSpec> specs) {
    return new FormulaTrial(layer, in, specs).output();
  }

  /**
   * Tries a layer without branches.
   *
   * @throws MisfitException if it gives another shape than {@link Layer#outputOf}, besides the
   *     reasons of {@link #output}
   */
  public static void require(Layer layer, Dims in, List<ParameterSpec> specs) {
    if (in.count() > LARGEST) {
      return;
    }
    Dims found = output(layer, in, specs);
    Dims said = layer.outputOf(in);
    if (!found.equals(said)) {
      throw new MisfitException(
          "%s says that it gives %s for %s, and its formula gives %s"
              .formatted(layer, said, in, found),
          "outputOf(...) that says what the formula gives");
    }
  }

  private Dims output() {
    if (in.count() > LARGEST) {
      throw new MisfitException(
          "%s is tried on a sample of %s, which has more than %s values"
              .formatted(layer, in, LARGEST),
          "giving(...), which says the shape of what it gives");
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
        NDScope scope = new NDScope();
        Autograd.Mode paused = Autograd.paused()) {
      scope.suppressNotUsedWarning();
      Formula formula = layer.formula(in);
      NDArray all = compute(formula, manager, BATCH);
      NDArray fewer = compute(formula, manager, FEWER);
      Dims output = perSample(all, BATCH);
      Dims again = perSample(fewer, FEWER);
      if (!output.equals(again)) {
        throw new MisfitException(
            "%s gives %s a sample in a batch of %s, and %s in one of %s"
                .formatted(layer, output, BATCH, again, FEWER),
            "a formula whose output does not depend on the batch's size");
      }
      if (mixes(values(all), values(fewer))) {
        throw new MisfitException(
            "%s gives other values for a sample when other samples are in its batch"
                .formatted(layer),
            "a formula that keeps the samples apart");
      }
      Formula training = layer.trainingFormula(in);
      if (!training.equals(formula)) {
        Dims trained = perSample(compute(training, manager, BATCH), BATCH);
        if (!trained.equals(output)) {
          throw new MisfitException(
              "%s gives %s a sample, and %s while it trains".formatted(layer, output, trained),
              "a trainingFormula(...) of the same shape");
        }
      }
      return output;
    }
  }

  private NDArray compute(Formula formula, NDManager manager, int batch) {
    NDArray[] inputs =
        Argument.of(layer, formula, specs).stream()
            .map(argument -> input(argument, manager, batch))
            .toArray(NDArray[]::new);
    CompiledFormula compiled = CompiledFormula.of(formula);
    try {
      return compiled.call(inputs);
    } catch (EngineException e) {
      MisfitException misfit =
          new MisfitException(
              "%s cannot take %s: %s".formatted(layer, in, firstLine(e)),
              "another input, or another formula");
      misfit.initCause(e);
      throw misfit;
    }
  }

  private NDArray input(Argument argument, NDManager manager, int batch) {
    if (argument.source() == Argument.Source.PARAMETER) {
      ParameterSpec spec = specs.get(argument.index());
      if (spec.count() > LARGEST) {
        return manager.zeros(new Shape()).broadcast(new Shape(spec.dims().toArray()));
      }
      double[] drawn = spec.initial().draw(spec, new SplittableRandom(7));
      return manager
          .create(drawn, new Shape(spec.dims().toArray()))
          .toType(DataType.FLOAT32, false);
    }
    NDArray x = samples(manager, batch);
    return switch (argument.source()) {
      case NOISE -> Operators.noise(x, 7, new Shape(layer.noiseDims(in).withBatch(batch)));
      case MASK -> manager.ones(new Shape(batch, in.size(0)));
      default -> x;
    };
  }

  /** Gives samples of zeros and ones, which a layer that looks tokens up can take too. */
  private NDArray samples(NDManager manager, int batch) {
    SplittableRandom random = new SplittableRandom(5);
    float[] samples = new float[Math.toIntExact(batch * in.count())];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextInt(2);
    }
    return manager.create(samples, new Shape(in.withBatch(batch)));
  }

  private Dims perSample(NDArray value, int batch) {
    Shape shape = value.getShape();
    if (shape.dimension() < 1 || shape.get(0) != batch || !value.getDataType().isFloating()) {
      throw new MisfitException(
          "%s gives %s of %s for a batch of %s samples of %s; needed (batch, ...) of FLOAT32"
              .formatted(layer, shape, value.getDataType(), batch, in),
          "a formula that keeps the first axis");
    }
    return Dims.of(shape.slice(1).getShape());
  }

  private static float[] values(NDArray value) {
    return value.toType(DataType.FLOAT32, false).toFloatArray();
  }

  private static boolean mixes(float[] all, float[] fewer) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < fewer.length; i++) {
      largest = Math.max(largest, Math.abs(all[i]));
      difference = Math.max(difference, Math.abs(all[i] - fewer[i]));
    }
    return difference > TOLERANCE * largest;
  }

  private static String firstLine(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return message
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("RuntimeError: ") || line.startsWith("IndexError: "))
        .findFirst()
        .or(() -> Arrays.stream(message.split("\n")).map(String::strip).findFirst())
        .map(line -> line.replaceAll("^\\w+Error: ", "").replaceAll("[.:]+$", ""))
        .map(Shown::of)
        .orElse("LibTorch says no reason");
  }
}
