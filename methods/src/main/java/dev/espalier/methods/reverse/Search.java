package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where a search for inputs stands. Each step gives the next state; rows go their own ways.
 *
 * @param input the inputs at hand
 * @param output the outputs there
 * @param damping each row's damping of Gauss-Newton steps
 * @param mean Adam's running mean of gradients
 * @param square Adam's running mean of their squares
 * @param steps how many steps were made
 */
record Search(
    NDArray input, NDArray output, NDArray damping, NDArray mean, NDArray square, int steps) {
  private static final int TRIALS = 8;
  private static final double BACK = 0.8;
  private static final double LONGEST = 10;
  private static final double FIRST_DAMPING = 1e-4;

  static Search from(NDArray input, NDArray output) {
    NDArray none = input.zerosLike();
    NDArray damping = Scripts.linear().call("rows_norm", none).add(FIRST_DAMPING);
    return new Search(input, output, damping, none, none, 0);
  }

  /** Gives Adam's direction from the gradients, and this state with its means taken on. */
  Direction adam(NDArray slope, NDArray error) {
    NDList all =
        Scripts.linear()
            .callForAll(input.getManager(), "adam", mean, square, slope, error, steps + 1);
    return new Direction(
        all.get(0), new Search(input, output, damping, all.get(1), all.get(2), steps));
  }

  /**
   * Gives the state after a step that only rows take which come nearer to their goal by it.
   *
   * @param direction the longest step, {@code (batch, ...)}
   * @param goal the wanted outputs
   * @param error each row's distance from them
   * @param solved the rows that stay where they are
   * @param start where the search began
   */
  Search step(
      UnaryOperator<NDArray> forward,
      NDArray direction,
      NDArray goal,
      NDArray error,
      NDArray solved,
      NDArray start) {
    NDArray way = Scripts.linear().call("shortened", direction, LONGEST);
    NDArray bestInput = input;
    NDArray bestOutput = output;
    NDArray settled = solved;
    double length = 1;
    for (int trial = 0; trial < TRIALS && Reliability.falseRows(settled) > 0; trial++) {
      NDArray tried = input.add(way.mul(length));
      NDArray value = forward.apply(tried);
      NDArray better =
          Scripts.linear()
              .call("rows_norm", goal.sub(value))
              .lt(error)
              .logicalAnd(Reliability.sound(tried, start))
              .logicalAnd(settled.logicalNot());
      bestInput = Scripts.linear().call("choose", better, tried, bestInput);
      bestOutput = Scripts.linear().call("choose", better, value, bestOutput);
      settled = settled.logicalOr(better);
      length *= BACK;
    }
    // Ten times less damping after a success, ten times more after a failure.
    NDArray factor = settled.toType(DataType.FLOAT64, false).mul(-9.9).add(10);
    NDArray changed = damping.mul(factor).clip(1e-14, 1e8);
    return new Search(bestInput, bestOutput, changed, mean, square, steps + 1);
  }

  /** Lets the state out of the open scope. */
  void release() {
    arrays().forEach(NDScope::unregister);
  }

  /** Gives the state to the open scope. */
  void hold() {
    arrays().forEach(NDScope::register);
  }

  private List<NDArray> arrays() {
    return List.of(input, output, damping, mean, square);
  }

  /**
   * A direction and the state it leaves from.
   *
   * @param way the direction, at its full length
   * @param from the state
   */
  record Direction(NDArray way, Search from) {}
}
