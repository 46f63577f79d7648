package dev.espalier.train.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.loss.Cells;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.describe.Tap;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Constant;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.Sums;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predicts and measures in evaluation mode, without recording gradients. */
public final class Evaluator {
  private final CompiledHierarchy networks;
  private final Cells cells;
  // Of a recipe with a loss of its own; the standard ones are added up with the metrics.
  private final Optional<CompiledLoss> loss;
  private final List<Measure> asked;

  /**
   * Evaluates networks.
   *
   * @param asked what is measured besides what always is
   */
  public Evaluator(CompiledHierarchy networks, Recipe recipe, List<Measure> asked) {
    this.networks = networks;
    this.cells = Measured.cells(recipe.data().kind());
    this.loss =
        recipe.hasStandardLoss()
            ? Optional.empty()
            : Optional.of(CompiledLoss.of(recipe.taskLoss(), cells));
    this.asked = List.copyOf(asked);
  }

  /**
   * Evaluates networks by the task's own loss.
   *
   * @param cells how outputs and targets are taken apart
   */
  public Evaluator(CompiledHierarchy networks, Cells cells) {
    this.networks = networks;
    this.cells = cells;
    this.loss = cells.parts().map(parts -> CompiledLoss.of(OutputsLoss.of(parts), cells));
    this.asked = List.of();
  }

  /** Gives what a readout predicts for inputs {@code (batch, ...)}: logits, scores or values. */
  public NDArray predict(Readout readout, NDArray input) {
    List<Tap> outputs = Sums.outputs(networks.description(), readout.networks());
    Map<Tap, NDArray> values = Chain.of(networks, outputs).evaluate(input);
    return Sums.part(readout, readout.networks(), networks.description(), values, cells);
  }

  /** Measures a readout over a data set. */
  public Evaluation measure(Readout readout, Feed feed) {
    return measure(List.of(readout), feed).get(0);
  }

  /** Measures readouts over a data set, running each network once. */
  public List<Evaluation> measure(List<Readout> readouts, Feed feed) {
    CheckedHierarchy hierarchy = networks.description();
    List<String> needed =
        readouts.stream().flatMap(one -> one.networks().stream()).distinct().toList();
    List<Scores> scores =
        readouts.stream().map(one -> new Scores(one, feed.data(), loss, asked)).toList();
    try (Autograd.Mode paused = Autograd.paused()) {
      feed.forEachPiece(
          networks,
          Sums.outputs(hierarchy, needed),
          List.of(),
          piece -> {
            for (int i = 0; i < readouts.size(); i++) {
              Readout readout = readouts.get(i);
              NDArray sum =
                  Sums.part(readout, readout.networks(), hierarchy, piece.values(), cells);
              scores.get(i).add(sum, piece.target());
            }
          });
    }
    return scores.stream().map(one -> one.evaluation("")).toList();
  }

  /**
   * Measures a stage's readout; networks that are constant in the stage run at most once.
   *
   * @param when what of the stage is done, for an error
   */
  public Evaluation measure(Wiring wiring, Feed feed, String when) {
    Readout readout = wiring.stage().readout();
    CheckedHierarchy hierarchy = networks.description();
    List<Constant> fixed = wiring.constantSum(readout).stream().toList();
    List<String> changing = new ArrayList<>(readout.networks());
    changing.removeAll(wiring.constantPart(readout));
    Scores scores = new Scores(readout, feed.data(), loss, asked);
    try (Autograd.Mode paused = Autograd.paused()) {
      feed.forEachPiece(
          networks,
          Sums.outputs(hierarchy, changing),
          fixed,
          piece -> {
            List<NDArray> parts = new ArrayList<>();
            fixed.forEach(sum -> parts.add(piece.constant(sum)));
            if (!changing.isEmpty()) {
              parts.add(Sums.part(readout, changing, hierarchy, piece.values(), cells));
            }
            scores.add(parts.stream().reduce(NDArray::add).orElseThrow(), piece.target());
          });
    }
    return scores.evaluation("stage %s, %s, ".formatted(wiring.stage().name(), when));
  }

  /**
   * Gives the mean, over a data set, of half the squared distance between a tap's value and a
   * constant.
   *
   * @throws TrainException if it is not finite
   */
  public double halfSquare(Tap prediction, Constant target, Feed feed) {
    CompiledLoss half = CompiledLoss.of(new HalfSquaredError(), false);
    double[] sum = {0};
    try (Autograd.Mode paused = Autograd.paused()) {
      feed.forEachPiece(
          networks,
          List.of(prediction),
          List.of(target),
          piece -> {
            NDArray predicted = Chain.at(piece.values(), prediction);
            NDArray away = half.sum(predicted, piece.constant(target));
            sum[0] += away.toType(DataType.FLOAT64, false).getDouble();
          });
    }
    if (!Double.isFinite(sum[0])) {
      throw Scores.notFinite(
          "tap " + prediction, "its distance from " + target.key() + " is " + sum[0], feed.data());
    }
    return sum[0] / feed.data().size();
  }
}
