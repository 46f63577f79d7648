package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Operators;
import dev.espalier.torch.Torch;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Task;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fits the weights of one layer to reversed targets by ridge regression, without a gradient.
 *
 * <p>With x the layer's inputs (a convolution's patches) and t - z what its linear value lacks over
 * the training set, the change of the weights is {@code argmin |x D - (t - z)|^2 + ridge m |D|^2},
 * m the mean square of x; {@code step} times it is added.
 *
 * @param network the network's name
 * @param layer the layer, dense or a convolution of one group
 * @param settings how targets are reversed
 * @param ridge how strongly the weights are held, relative to the inputs' mean square
 * @param step the part of the change that is made, in (0, 1]
 */
record RidgeSolver(String network, String layer, Reversal settings, double ridge, double step)
    implements SolveStage.Solver {
  // Inputs that do not tell the weights apart, such as those of dead units, leave a factor of
  // rounding alone where the ridge is tiny.
  private static final double LEAST_PIVOT = 1e-6;

  /** Says whether a layer's weights can be fitted. */
  static boolean fits(Layer layer) {
    return layer instanceof Dense || (layer instanceof Conv2d conv && conv.groups() == 1);
  }

  @Override
  public List<Problem> problems(Task task) {
    return settings.refine()
        ? List.of(
            new Problem(
                "refine()",
                "closedForm(...) fits what the layer should give, and refines no features",
                "no refine(), or no closedForm(...)"))
        : settings.problems(task);
  }

  @Override
  public void solve(SolveContext context) {
    NetworkBlock block = context.networks().network(network);
    int first = 2 * block.layersUpTo(layer) - 2;
    Layer described = block.network().layers().get(first / 2).layer();
    try (NDManager manager = context.networks().manager().newSubManager()) {
      NetworkReversal reversal = new NetworkReversal(block, first, settings.rules(), manager);
      Equations equations = new Equations(described, context.cells(), reversal);
      context.forEachBatch((from, input, target) -> equations.add(input, target));
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        double size = apply(equations, block, described);
        context.count(layer + " relative change of weights", size);
        context.note(
            String.format(
                Locale.ROOT,
                "layer %s: fitted to reversed targets, weights change by %.3g of their norm",
                layer,
                size));
      }
      equations.close();
    }
  }

  /** Changes the weights; gives the size of the change relative to them. */
  private double apply(Equations equations, NetworkBlock block, Layer described) {
    NDArray change = equations.solution(ridge).mul(step);
    List<NamedParameter> parameters =
        block.parameters().stream()
            .filter(parameter -> parameter.name().startsWith(layer + "."))
            .toList();
    NDArray weight = parameters.get(0).array();
    long inputs = weight.size() / weight.size(0);
    NDArray byRow = change.transpose();
    NDArray weights = byRow.get(":, 0:" + inputs).reshape(weight.getShape());
    double size =
        Torch.value(weights.norm()) / Torch.value(weight.toType(DataType.FLOAT64, true).norm());
    add(weight, weights);
    if (hasBias(described)) {
      add(parameters.get(1).array(), byRow.get(":, " + inputs));
    }
    return size;
  }

  private static void add(NDArray parameter, NDArray change) {
    NDArray sum = parameter.add(change.toType(parameter.getDataType(), false));
    Operators.copy(List.of(parameter), List.of(sum));
  }

  private static boolean hasBias(Layer layer) {
    return layer instanceof Dense dense ? dense.hasBias() : ((Conv2d) layer).hasBias();
  }

  @Override
  public String explain() {
    return "fits %s.%s to %s by ridge regression (%s), step %s"
        .formatted(network, layer, settings.output(), ridge, step);
  }

  /** The normal equations, added up batch by batch on the device. */
  private final class Equations implements AutoCloseable {
    private final Layer described;
    private final Cells cells;
    private final NetworkReversal reversal;
    private @Nullable NDArray gram;
    private @Nullable NDArray right;

    Equations(Layer described, Cells cells, NetworkReversal reversal) {
      this.described = described;
      this.cells = cells;
      this.reversal = reversal;
    }

    void add(NDArray input, NDArray target) {
      List<NDArray> values = reversal.values(reversal.start(input));
      NDArray output = values.get(values.size() - 1);
      NDArray wanted =
          reversal.reverse(
              values,
              settings.wanted(cells, output, target),
              reversal.first() + 1,
              (point, value) -> value);
      NDArray gap = wanted.sub(values.get(1));
      NDArray x = rows(values.get(0));
      NDArray y = Scripts.linear().call("pixels", gap);
      gram = sum(gram, Scripts.linear().call("cross", x, x));
      right = sum(right, Scripts.linear().call("cross", x, y));
    }

    NDArray solution(double ridge) {
      if (gram == null || right == null) {
        throw new IllegalStateException("layer " + layer + ": no batch was visited");
      }
      double scale = Torch.value(Scripts.linear().call("mean_diagonal", gram));
      double shift = Math.max(ridge * scale, Double.MIN_NORMAL);
      NDArray factor = Scripts.linear().call("factor", gram, shift);
      double pivot = Torch.value(Scripts.linear().call("least_pivot", gram, factor));
      if (Double.isNaN(pivot)) {
        throw new TrainException(
            "closed form of network '" + network + "'",
            List.of(
                new Problem(
                    "layer " + network + "." + layer,
                    "its inputs over the training set are not all finite, needed finite ones to fit"
                        + " its weights",
                    "a network whose training did not diverge")));
      }
      return pivot < LEAST_PIVOT
          ? Scripts.linear().call("spectral_solve", gram, right, shift)
          : Operators.choleskySolve(factor, right);
    }

    private NDArray rows(NDArray x) {
      long[] windows = {0, 0, 0};
      int kernel = 0;
      if (described instanceof Conv2d conv) {
        kernel = conv.kernel();
        windows = new long[] {conv.stride(), conv.padding(), conv.dilation()};
      }
      NDArray patches = Scripts.linear().call("patches", x, kernel, windows);
      return Scripts.linear().call("with_one", patches, hasBias(described));
    }

    private static NDArray sum(@Nullable NDArray before, NDArray added) {
      if (before == null) {
        NDScope.unregister(added);
        return added;
      }
      before.addi(added);
      return before;
    }

    @Override
    public void close() {
      if (gram != null && right != null) {
        gram.close();
        right.close();
      }
    }
  }
}
