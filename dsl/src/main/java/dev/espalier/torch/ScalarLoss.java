package dev.espalier.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.espalier.describe.formula.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A number that training makes smaller, and how its gradient begins: by what was recorded, or in
 * closed form.
 *
 * <p>All losses of a step are computed and walked back in one native call, and a gradient that has
 * a formula is not recorded. Measured: after each large product the caches are cold, and then the
 * number of calls and of different operators costs more than what they compute.
 */
public final class ScalarLoss {
  /** The scripts that walk back, by the slopes that they know. */
  private static final ConcurrentMap<List<CompiledFormula>, Script> SCRIPTS =
      new ConcurrentHashMap<>();

  private static final long RECORDED = 0;
  private static final long SQUARES = 1;
  private static final long RELATIVE_SQUARES = 2;
  private static final long FIRST_FORMULA = 3;

  private final long kind;
  private final NDArray place;
  private final NDArray target;
  private final double number;
  // The formula whose slope is known; of other kinds any.
  private final List<CompiledFormula> formula;

  private ScalarLoss(
      long kind, NDArray place, NDArray target, double number, List<CompiledFormula> formula) {
    this.kind = kind;
    this.place = place;
    this.target = target;
    this.number = number;
    this.formula = formula;
  }

  /**
   * Gives the loss of a value that was recorded.
   *
   * @param value a scalar
   */
  public static ScalarLoss recorded(NDArray value) {
    return new ScalarLoss(RECORDED, value, value, 0, List.of());
  }

  /**
   * Gives a formula of two inputs: with its {@linkplain Formula#withSlope slope} where it has one,
   * else recorded.
   *
   * @param at the first input, where the gradient begins
   * @param target the second; no gradient flows to it
   */
  public static ScalarLoss of(CompiledFormula formula, NDArray at, NDArray target) {
    return formula.formula().slope().isPresent()
        ? new ScalarLoss(FIRST_FORMULA, at, target, 0, formula.alone())
        : recorded(formula.call(at, target));
  }

  /**
   * Gives {@code sum (at - target)^2 / divisor}.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param divisor above 0
   * @throws IllegalArgumentException if the shapes differ
   */
  public static ScalarLoss squares(NDArray at, NDArray target, double divisor) {
    Torch.requireSameShape(at, target);
    return new ScalarLoss(SQUARES, at, target, divisor, List.of());
  }

  /**
   * Gives {@code mean (at - target)^2 / var(target)}, the variance over all elements; where it is
   * below a least one, nothing is divided by.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param least above 0
   * @throws IllegalArgumentException if the shapes differ
   */
  public static ScalarLoss relativeSquares(NDArray at, NDArray target, double least) {
    Torch.requireSameShape(at, target);
    return new ScalarLoss(RELATIVE_SQUARES, at, target, least, List.of());
  }

  /**
   * Gives the value by operators that are recorded, for what has to go on computing with it.
   *
   * @return a scalar
   */
  public NDArray record() {
    if (kind == RECORDED) {
      return place;
    }
    if (kind == SQUARES) {
      return Operators.script().call("squares", place, target, number);
    }
    return kind == RELATIVE_SQUARES
        ? Operators.script().call("relative_squares", place, target, number)
        : formula.get(0).call(place, target);
  }

  /**
   * Computes the values, and adds the gradients of their weighted sum to the leaves that they were
   * computed from; what was recorded is freed. A place without history is passed over.
   *
   * <p>Each leaf must have a gradient, see {@link Autograd#ensureGradient}: LibTorch lets nothing
   * but scripts change one that begins here.
   *
   * @param losses one at least; the place of one may have been computed from another's
   * @param weights one for each loss
   * @return the values before their weights, scalars to read and not to record on
   * @throws IllegalArgumentException if there is no loss, or another number of weights
   * @throws IllegalStateException if nothing was recorded at any place
   */
  public static List<NDArray> backward(List<ScalarLoss> losses, double... weights) {
    if (losses.isEmpty() || weights.length != losses.size()) {
      throw new IllegalArgumentException(
          "backward: %s losses and %s weights, needed one loss at least and a weight for each."
              .formatted(losses.size(), weights.length));
    }
    List<CompiledFormula> formulas = new ArrayList<>();
    long[] kinds = new long[losses.size()];
    for (int i = 0; i < kinds.length; i++) {
      ScalarLoss loss = losses.get(i);
      kinds[i] = loss.kind;
      if (loss.kind == FIRST_FORMULA) {
        CompiledFormula own = loss.formula.get(0);
        if (!formulas.contains(own)) {
          formulas.add(own);
        }
        kinds[i] += formulas.indexOf(own);
      }
    }
    try {
      return script(formulas)
          .runForAll(
              losses.get(0).place.getManager(),
              "backward",
              kinds,
              losses.stream().map(loss -> loss.place).toList(),
              losses.stream().map(loss -> loss.target).toList(),
              losses.stream().mapToDouble(loss -> loss.number).toArray(),
              weights);
    } catch (EngineException e) {
      throw Autograd.explained(e);
    }
  }

  private static Script script(List<CompiledFormula> formulas) {
    Script known = SCRIPTS.get(formulas);
    return known != null
        ? known
        : SCRIPTS.computeIfAbsent(
            List.copyOf(formulas),
            own -> {
              StringBuilder functions = new StringBuilder();
              StringBuilder branches = new StringBuilder();
              for (int i = 0; i < own.size(); i++) {
                functions.append(own.get(i).slope("slope_" + i));
                branches.append(
                    """
                        elif kinds[i] == %s:
                          value, slope = self.slope_%s(x, targets[i], weights[i])
                    """
                        .formatted(FIRST_FORMULA + i, i));
              }
              return CompiledFormula.define(
                  own.toString(), functions + BACKWARD.replace("    # formulas\n", branches));
            });
  }

  /**
   * The values, and one walk back from all of them. Each slope is given in closed form: nothing is
   * recorded, and few passes go over memory.
   */
  private static final String BACKWARD =
      """

      def backward(kinds: List[int], places: List[Tensor], targets: List[Tensor], numbers: List[float], weights: List[float]) -> List[Tensor]:
        values = annotate(List[Tensor], [])
        recorded = annotate(List[Tensor], [])
        slopes = annotate(List[Optional[Tensor]], [])
        for i in range(len(kinds)):
          x = torch.detach(places[i])
          if kinds[i] == 0:
            value = x
            slope = torch.full_like(x, weights[i])
          elif kinds[i] == 1:
            value, slope = self.of_squares(x, targets[i], numbers[i], weights[i])
          # formulas
          else:
            value, slope = self.of_relative_squares(x, targets[i], numbers[i], weights[i])
          values.append(value)
          if ops.prim.requires_grad(places[i]):
            recorded.append(places[i])
            slopes.append(slope)
        assert len(recorded) > 0, "every place does not require grad"
        torch.backward(recorded, slopes, None, False)
        return values

      # One running sum in 32 bits loses digits over millions of values; LibTorch's own sum is by pairs, and slower.

      def sum_of_squares(flat: Tensor) -> Tensor:
        if flat.numel() > 262144:
          return torch.sum(torch.square(flat))
        return torch.dot(flat, flat)

      def of_squares(x: Tensor, target: Tensor, divisor: float, weight: float) -> Tuple[Tensor, Tensor]:
        left = x - target
        return self.sum_of_squares(torch.flatten(left)) / divisor, torch.mul_(left, 2. * weight / divisor)

      def of_relative_squares(x: Tensor, target: Tensor, least: float, weight: float) -> Tuple[Tensor, Tensor]:
        left = x - target
        variance = self.whole_variance(target)
        divisor = torch.masked_fill(variance, torch.lt(variance, least), 1.) * x.numel()
        return self.sum_of_squares(torch.flatten(left)) / divisor, torch.mul_(left, 2. * weight / divisor)

      # LibTorch's variance takes its time over each element. The moments' difference is faster, but loses digits where the
      # mean is large; and to look at it would wait for any device but a CPU.

      def whole_variance(x: Tensor) -> Tensor:
        if x.is_cuda or x.numel() < 8192:
          return torch.var(x, False)
        flat = torch.flatten(x)
        mean = torch.mean(flat)
        squares = torch.dot(flat, flat) / flat.numel()
        variance = squares - mean * mean
        if bool(torch.ge(variance, squares * 0.01)):
          return variance
        return torch.var(x, False)
      """;
}
