package dev.espalier.train.checks;

import dev.espalier.data.DataSet;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.Numbers;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.List;
import java.util.OptionalDouble;

/** Checks that a loss which is not defined everywhere gets predictions and targets where it is. */
final class LossNumbers {
  private static final int PIECE = 1024;

  private final Places places;
  private final Recipe recipe;
  private final Loss loss;

  LossNumbers(Places places, Recipe recipe, Loss loss) {
    this.places = places;
    this.recipe = recipe;
    this.loss = loss;
  }

  /** Notes what does not fit; the terms are those that the loss compares. */
  void check(List<Term> terms) {
    if (loss.numbers() == Numbers.ALL) {
      return;
    }
    terms.stream().map(Term::prediction).distinct().forEach(this::requireActivation);
    if (terms.stream().anyMatch(term -> term.target() instanceof Target.Residual)) {
      places.add(
          "recipe",
          "the loss is %s, of %s, and what earlier outputs leave over may be any"
              .formatted(loss, loss.numbers()),
          "squaredError(), or another method");
    }
    requireTargets("training data", recipe.data());
    recipe.validation().ifPresent(data -> requireTargets("validation data", data));
  }

  private void requireActivation(Tap tap) {
    places
        .network("recipe", tap.network())
        .flatMap(network -> network.layer(tap.layer()))
        .map(layer -> layer.description().activation())
        .filter(activation -> !gives(activation))
        .ifPresent(
            activation ->
                places.add(
                    "recipe",
                    "the loss is %s, of %s, and %s may give others"
                        .formatted(loss, loss.numbers(), tap),
                    loss.numbers() == Numbers.UNIT
                        ? "output(...).sigmoid()"
                        : "output(...).exp()"));
  }

  /** Says whether all that a function gives is among the numbers. */
  private boolean gives(Activation activation) {
    return switch (activation.kind()) {
      case SIGMOID, HARD_SIGMOID, SOFTMAX -> true;
      case EXP, SOFTPLUS, RELU, RELU6 -> loss.numbers() == Numbers.NOT_NEGATIVE;
      default -> false;
    };
  }

  private void requireTargets(String where, DataSet data) {
    if (data.kind().scaled().isPresent()) {
      places.add(
          where,
          "the loss is %s, of %s, and the targets are scaled".formatted(loss, loss.numbers()),
          "targets as they are");
      return;
    }
    OptionalDouble ignored = data.kind().ignored();
    Rows targets = data.targets();
    int width = targets.width();
    for (int from = 0; from < targets.size(); from += PIECE) {
      double[] values = targets.doubles(from, Math.min(targets.size(), from + PIECE));
      for (int i = 0; i < values.length; i++) {
        boolean counts = ignored.isEmpty() || values[i] != ignored.getAsDouble();
        if (counts && !loss.numbers().holds(values[i])) {
          places.add(
              where,
              "target %s of row %s is %s, and the loss is %s, of %s"
                  .formatted(i % width, from + i / width, values[i], loss, loss.numbers()),
              "targets among them, or squaredError()");
          return;
        }
      }
    }
  }
}
