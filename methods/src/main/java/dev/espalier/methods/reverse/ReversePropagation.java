package dev.espalier.methods.reverse;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reverse feature propagation for post-training (arXiv 2506.07188): the label is pushed back
 * through a trained network, and the part before a tap is trained towards what the tap should have
 * given.
 *
 * <p>For each tap and each alpha, a stage minimises {@code cross entropy + w * mse(features,
 * target)} with {@code w = clamp(alpha * ema(cross entropy) / ema(mse), 1e-5, 10)}; alpha 0, plain
 * fine-tuning of the same part, is always among them as the control. The best on the validation
 * data is kept, and the network as it was if nothing is better, so a run never ends worse there.
 *
 * <p>The stages have the paper's settings, AdamW at 1e-4 with weight decay 5e-2, batch 256, 10
 * epochs, and keep the best epoch. They win over the recipe, whose rate and epochs are those of the
 * training before; {@link #asRecipe()} lets the recipe decide.
 *
 * @param network the network to post-train; empty for the last of the hierarchy
 * @param taps the places to reverse to; empty for the last hidden layer, or for all with explore
 * @param explores whether all hidden layers are tried
 * @param alphas the weights of the feature term that are tried, the control aside
 * @param reversal how wanted outputs are made and reversed
 * @param ridge how strongly closed-form post-training holds the weights; empty for gradient stages
 * @param settings what the gradient stages set differently from the recipe
 * @param criterion what decides on the validation data
 */
public record ReversePropagation(
    Optional<String> network,
    List<String> taps,
    boolean explores,
    List<Double> alphas,
    Reversal reversal,
    OptionalDouble ridge,
    Settings settings,
    Acceptance.Criterion criterion)
    implements TrainingMethod {
  private static final double DECAY = 0.9;
  private static final double LEAST_WEIGHT = 1e-5;
  private static final double MOST_WEIGHT = 10;
  private static final List<Double> RIDGE_STEPS = List.of(1.0, 0.3, 0.1);

  /** Gives the method with the paper's settings: alphas 0.02, 0.1, 0.3 against the control. */
  public ReversePropagation() {
    this(
        Optional.empty(),
        List.of(),
        false,
        List.of(0.02, 0.1, 0.3),
        new Reversal(new WantedOutput.Nearest(0), false, ReverseRules.standard()),
        OptionalDouble.empty(),
        Settings.fromRecipe()
            .optimizer(Optimizer.adamW(5e-2))
            .rate(Schedule.constant(1e-4))
            .batch(256)
            .epochs(10)
            .stopping(Stopping.bestEpoch()),
        Acceptance.Criterion.VALIDATION_SCORE);
  }

  /** Copies the lists, and refuses an alpha that is negative or not finite. */
  public ReversePropagation {
    Given.all(
        "network",
        network,
        "taps",
        taps,
        "alphas",
        alphas,
        "reversal",
        reversal,
        "ridge",
        ridge,
        "settings",
        settings,
        "criterion",
        criterion);
    taps = List.copyOf(taps);
    alphas = List.copyOf(alphas);
    for (double alpha : alphas) {
      if (!(alpha >= 0 && alpha <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "alphas("
                + alpha
                + "): needed finite numbers of at least 0. Try alphas(0.02, 0.1, 0.3).");
      }
    }
    if (ridge.isPresent() && !(ridge.getAsDouble() > 0 && ridge.getAsDouble() <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "closedForm(%s): needed a finite number above 0. Try closedForm(0.01)."
              .formatted(ridge.getAsDouble()));
    }
  }

  /** Post-trains another network than the hierarchy's last. */
  public ReversePropagation network(String name) {
    Given.all("name", name);
    return new ReversePropagation(
        Optional.of(name), taps, explores, alphas, reversal, ridge, settings, criterion);
  }

  /** Reverses to these layers, by the name of a layer, or {@code name:linear}; each is tried. */
  public ReversePropagation to(String... layers) {
    Given.all("layers", layers);
    return new ReversePropagation(
        network, List.of(layers), false, alphas, reversal, ridge, settings, criterion);
  }

  /** Tries every hidden layer; default the last one only. */
  public ReversePropagation explore() {
    return new ReversePropagation(
        network, List.of(), true, alphas, reversal, ridge, settings, criterion);
  }

  /** Tries these weights of the feature term; default 0.02, 0.1, 0.3. 0 is always tried. */
  public ReversePropagation alphas(double... values) {
    Given.all("values", values);
    List<Double> others = Arrays.stream(values).boxed().toList();
    return new ReversePropagation(
        network, taps, explores, others, reversal, ridge, settings, criterion);
  }

  /** Wants the label's logit to lead by a margin; default 0, a tie. */
  public ReversePropagation margin(double value) {
    return wanted(new WantedOutput.Nearest(value));
  }

  /** Wants another output than the nearest; for classes only. */
  public ReversePropagation wanted(WantedOutput value) {
    return reversal(new Reversal(value, reversal.refine(), reversal.rules()));
  }

  /** Goes on from reversed features that miss their label, by Gauss-Newton; default not. */
  public ReversePropagation refine() {
    return reversal(new Reversal(reversal.output(), true, reversal.rules()));
  }

  /** Reverses layers by other rules; default {@link ReverseRules#standard()}. */
  public ReversePropagation rules(ReverseRules value) {
    return reversal(new Reversal(reversal.output(), reversal.refine(), value));
  }

  /**
   * Fits the layer before each tap by ridge regression instead of gradient stages, walking from the
   * output towards the input; only dense layers and convolutions of one group are fitted.
   *
   * @param strength how strongly the weights are held, relative to the inputs' mean square
   */
  public ReversePropagation closedForm(double strength) {
    return new ReversePropagation(
        network,
        taps,
        explores,
        alphas,
        reversal,
        OptionalDouble.of(strength),
        settings,
        criterion);
  }

  /** Trains so many epochs at most; default 10. */
  public ReversePropagation epochs(int value) {
    return settings(settings.epochs(value));
  }

  /** Trains at another rate; default 1e-4. */
  public ReversePropagation rate(double value) {
    return settings(settings.rate(Schedule.constant(value)));
  }

  /** Takes so many samples a step; default 256. */
  public ReversePropagation batch(int value) {
    return settings(settings.batch(value));
  }

  /** Takes optimizer, rate, batch and epochs from the recipe, and still keeps the best epoch. */
  public ReversePropagation asRecipe() {
    return settings(Settings.fromRecipe().stopping(Stopping.bestEpoch()));
  }

  /** Sets everything that the gradient stages set differently from the recipe. */
  public ReversePropagation settings(Settings value) {
    return new ReversePropagation(
        network, taps, explores, alphas, reversal, ridge, value, criterion);
  }

  /** Decides by another criterion; default the score on the validation data. */
  public ReversePropagation by(Acceptance.Criterion value) {
    return new ReversePropagation(
        network, taps, explores, alphas, reversal, ridge, settings, value);
  }

  /** Decides by a measure of the validation data, in its direction; default the score. */
  public ReversePropagation by(Measure measure) {
    return by(Acceptance.Criterion.validation(measure));
  }

  @Override
  public String name() {
    return "reverse";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    CheckedNetwork chosen = chosen(hierarchy);
    List<Tap> places = places(chosen);
    List<Stage> stages = ridge.isPresent() ? fits(chosen, places) : steps(chosen, places);
    return new Plan(name(), hierarchy.name(), stages, Readout.of(chosen.name()))
        .needsTrained(chosen.name())
        .withNotes(hierarchy);
  }

  private ReversePropagation reversal(Reversal value) {
    return new ReversePropagation(
        network, taps, explores, alphas, value, ridge, settings, criterion);
  }

  private CheckedNetwork chosen(CheckedHierarchy hierarchy) {
    List<CheckedNetwork> all = Plan.learners(name(), hierarchy);
    String name = network.orElse(all.get(all.size() - 1).name());
    CheckedNetwork chosen =
        all.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    refusal(
                        hierarchy.name(),
                        "network " + name,
                        "there is none of that name",
                        "one of " + all.stream().map(CheckedNetwork::name).toList()));
    if (chosen.description().source() instanceof Source.At at) {
      throw refusal(
          hierarchy.name(),
          "network " + name,
          "it reads %s, and what it predicts alone may be no label".formatted(at.tap()),
          "network(...) with one that reads the input");
    }
    return chosen;
  }

  /** Gives the taps, from the output towards the input. */
  private List<Tap> places(CheckedNetwork chosen) {
    List<String> names = new ArrayList<>(taps);
    if (taps.isEmpty()) {
      List<String> hidden = chosen.hiddenLayers().stream().map(CheckedLayer::name).toList();
      names.addAll(
          explores ? hidden : hidden.subList(Math.max(0, hidden.size() - 1), hidden.size()));
    }
    List<Problem> problems = new ArrayList<>();
    if (names.isEmpty()) {
      problems.add(
          new Problem(
              "network " + chosen.name(), "it has no hidden layer to reverse to", "to(\"layer\")"));
    }
    List<String> layers = chosen.layers().stream().map(CheckedLayer::name).toList();
    List<Tap> places = new ArrayList<>();
    for (String name : names) {
      Tap tap = Tap.of(chosen.name(), name);
      checkTap(chosen, layers, tap, problems);
      places.add(tap);
    }
    if (!problems.isEmpty()) {
      throw new PlanException(name() + " for '" + chosen.name() + "'", problems);
    }
    return places.stream()
        .distinct()
        .sorted(Comparator.comparing((Tap tap) -> -layers.indexOf(tap.layer())))
        .toList();
  }

  private void checkTap(
      CheckedNetwork chosen, List<String> layers, Tap tap, List<Problem> problems) {
    int index = layers.indexOf(tap.layer());
    if (index < 0) {
      problems.add(
          new Problem(
              "tap " + tap, "there is no such layer", "one of " + String.join(", ", layers)));
      return;
    }
    List<CheckedLayer> after = chosen.layers().subList(index + 1, layers.size());
    if (after.isEmpty() && ridge.isEmpty()) {
      problems.add(
          new Problem("tap " + tap, "it is the output, which has the label", "a hidden layer"));
    }
    if (after.stream().anyMatch(layer -> layer.layer().tokens().isPresent())) {
      problems.add(
          new Problem(
              "tap " + tap, "symbols cannot be moved to reverse an embedding", "a later layer"));
    }
    if (ridge.isPresent() && !RidgeSolver.fits(chosen.layers().get(index).layer())) {
      problems.add(
          new Problem(
              "tap " + tap,
              "ridge regression fits dense layers and convolutions of one group, not "
                  + chosen.layers().get(index).layer(),
              "another layer, or no closedForm(...)"));
    }
  }

  private List<Stage> steps(CheckedNetwork chosen, List<Tap> places) {
    List<BranchStage.Alternative> tried = new ArrayList<>();
    tried.add(new BranchStage.Alternative("as it was", List.of()));
    for (Tap place : places) {
      tried.add(alternative(chosen, place, 0));
      alphas.stream()
          .filter(alpha -> alpha > 0)
          .distinct()
          .forEach(alpha -> tried.add(alternative(chosen, place, alpha)));
    }
    return List.of(
        new SolveStage("reverse", new ReverseSolver(chosen.name(), places, reversal)),
        new BranchStage("post-train", tried, criterion, Readout.of(chosen.name())));
  }

  private BranchStage.Alternative alternative(CheckedNetwork chosen, Tap tap, double alpha) {
    String name = tap.place() + " alpha " + alpha;
    List<Term> terms = new ArrayList<>();
    terms.add(Term.task(chosen.description().outputTap()));
    if (alpha > 0) {
      terms.add(
          new Term(
              "features",
              tap,
              new Target.Column(ReverseSolver.column(tap)),
              new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
              new Weight.Balanced(alpha, "task", DECAY, LEAST_WEIGHT, MOST_WEIGHT)));
    }
    GradientStage stage =
        GradientStage.of(name, Part.upTo(tap.network(), tap.layer()), terms).settings(settings);
    return new BranchStage.Alternative(name, List.of(stage));
  }

  /** Gives one branch a layer, from the output towards the input: as it was, or fitted. */
  private List<Stage> fits(CheckedNetwork chosen, List<Tap> places) {
    List<Stage> stages = new ArrayList<>();
    for (Tap place : places) {
      List<BranchStage.Alternative> tried = new ArrayList<>();
      tried.add(new BranchStage.Alternative(place.layer() + " as it was", List.of()));
      for (double step : RIDGE_STEPS) {
        String name = place.layer() + " step " + step;
        RidgeSolver solver =
            new RidgeSolver(chosen.name(), place.layer(), reversal, ridge.orElseThrow(), step);
        tried.add(
            new BranchStage.Alternative(name, List.of(new SolveStage("fit " + name, solver))));
      }
      stages.add(
          new BranchStage("fit " + place.layer(), tried, criterion, Readout.of(chosen.name())));
    }
    return stages;
  }

  private PlanException refusal(String hierarchy, String where, String what, String advice) {
    return new PlanException(
        name() + " for '" + hierarchy + "'", List.of(new Problem(where, what, advice)));
  }
}
