package dev.espalier.methods.mgdl;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Start;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Multigrade deep learning (arXiv 2302.00150): grades are trained one after another, each on frozen
 * features of the one before, against what is left of the target; the prediction is their sum.
 *
 * <p>Grade {@code l} gives {@code f_l = P_l(Z_l)} with {@code Z_l = H_l(Z_(l-1))}, hidden layers
 * {@code H_l} and a linear head {@code P_l}, and minimises {@code 1/(2N) sum |f_l - (y - f_1 - ...
 * - f_(l-1))|^2}, summed over a sample's values. For classes, grade 1 minimises softmax
 * cross-entropy, and later grades fit what its probabilities leave of the one-hot label; the
 * largest value of the sum is the class.
 *
 * <p>Each grade starts with fresh parameters, a fresh optimizer and its schedule from the start.
 * Grade 1 is always kept.
 *
 * @param choices the settings, each given at most once
 */
public record Multigrade(Choices choices) implements TrainingMethod {
  private static final String ALONE =
      "one grade: nothing is left to later ones, so this is plain training by the half square";

  private static final Setting<Start> START = new Setting<>("how a grade starts", Start.AS_IS);
  private static final Setting<Boolean> KEEP_BEST = new Setting<>("which grades are kept", true);
  private static final Setting<OptionalDouble> MIN_IMPROVE =
      new Setting<>("minImprove", OptionalDouble.empty());
  private static final Setting<Integer> AT_MOST = new Setting<>("atMost", 20);
  private static final Setting<List<Integer>> EPOCHS = new Setting<>("epochs", List.of());
  private static final Setting<List<Schedule>> RATES = new Setting<>("rates", List.of());
  private static final Setting<Optional<Objective.Blurred>> BLUR =
      new Setting<>("the blur", Optional.empty());
  private static final Setting<Optional<TotalVariation>> VARIATION =
      new Setting<>("the total variation", Optional.empty());
  private static final Setting<Optional<Stopping>> STOPPING =
      new Setting<>("when to stop", Optional.empty());
  private static final Setting<Settings> SETTINGS =
      new Setting<>("settings", Settings.fromRecipe());

  /**
   * Refuses numbers of grades or epochs below 1, rates that go up the loss, an improvement that is
   * not finite, and settings that contradict each other.
   */
  public Multigrade {
    Given.all("choices", choices);
    for (int each : choices.get(EPOCHS)) {
      if (each < 1) {
        throw new IllegalArgumentException(
            "multigrade: epochs(%s), needed at least 1 of each. Try epochs(10).".formatted(each));
      }
    }
    choices.get(RATES).forEach(Rates::require);
    if (choices.get(AT_MOST) < 1) {
      throw new IllegalArgumentException(
          "multigrade: atMost(%s), needed at least 1 grade. Try atMost(20)."
              .formatted(choices.get(AT_MOST)));
    }
    OptionalDouble least = choices.get(MIN_IMPROVE);
    if (least.isPresent() && !Double.isFinite(least.getAsDouble())) {
      throw new IllegalArgumentException(
          "multigrade: minImprove(%s), needed a finite number. Try minImprove(0.001)."
              .formatted(least.getAsDouble()));
    }
    settled(choices, 0);
  }

  /** Gives the method with its default settings. */
  public Multigrade() {
    this(Choices.of("multigrade"));
  }

  /**
   * Gives this method with heads that start at 0, so that a grade starts at the loss where the one
   * before ended; it can stall, for the hidden layers get no gradient at the first step.
   */
  public Multigrade zeroHead() {
    return new Multigrade(choices.with(START, Start.ZERO_OUTPUT));
  }

  /** Gives this method with every grade kept, better or not. */
  public Multigrade keepAll() {
    return new Multigrade(choices.with(KEEP_BEST, false, "all"));
  }

  /**
   * Gives this method with an adaptive number of grades: the plan ends at the first that does not
   * lower the validation loss by more than this.
   */
  public Multigrade minImprove(double by) {
    return new Multigrade(choices.with(MIN_IMPROVE, OptionalDouble.of(by), by));
  }

  /**
   * Gives this method with at most so many grades, by default 20; those that the hierarchy has
   * beyond stay.
   */
  public Multigrade atMost(int grades) {
    return new Multigrade(choices.with(AT_MOST, grades));
  }

  /**
   * Gives this method with numbers of epochs by grade, the last for all grades after it.
   *
   * @param byGrade at least one, each at least 1; default as the recipe
   */
  public Multigrade epochs(int... byGrade) {
    Given.all("byGrade", byGrade);
    requireOne("epochs", byGrade.length, "epochs(10)");
    return new Multigrade(choices.with(EPOCHS, IntStream.of(byGrade).boxed().toList()));
  }

  /**
   * Gives this method with learning rates by grade, the last for all grades after it.
   *
   * @param byGrade at least one; default as the recipe
   */
  public Multigrade rates(Schedule... byGrade) {
    Given.all("byGrade", byGrade);
    requireOne("rates", byGrade.length, "rates(constant(1e-3))");
    return new Multigrade(choices.with(RATES, List.of(byGrade)));
  }

  /**
   * Gives this method for a blurred picture (arXiv 2410.16105, 2507.20351): every grade minimises
   * {@code 1/(2 pixels) sum |K p - y|^2}, {@code p = f_1 + ... + f_l}, so that the prediction is
   * the picture before its blur {@code K}, a Gaussian that is mirrored at the edges; see {@link
   * dev.espalier.torch.Operators#blur}.
   *
   * <p>It needs a full batch of all pixels of one picture, row by row, and {@link #keepAll}: what
   * decides whether a grade is kept, and what stops one early, looks at the prediction before the
   * blur. For the same reason logs and evaluations on the blurred picture say little.
   *
   * @param deviation the blur's, in pixels, at least 0.001; for no blur leave this out
   * @param height the pixels down, more than four deviations
   * @param width the pixels across, more than four deviations
   */
  public Multigrade blurred(double deviation, int height, int width) {
    Objective.Blurred blur = new Objective.Blurred(deviation, height, width);
    return new Multigrade(choices.with(BLUR, Optional.of(blur), blur));
  }

  /**
   * Gives this method with {@code weight} times the total variation of the whole prediction added
   * to every grade's loss, for pictures with noise (arXiv 2410.16105, 2507.20351): {@code 1/pixels
   * sum |p(i) - p(j)|} over all pixels beside or above one another, {@code p = f_1 + ... + f_l}.
   *
   * <p>It needs a full batch of all pixels of one picture, row by row. What decides whether a grade
   * is kept stays the fit alone; {@link #keepAll} keeps a grade that only smooths.
   *
   * @param weight how strongly it counts, at least 0; 0 changes no number
   * @param height the pixels down
   * @param width the pixels across
   */
  public Multigrade totalVariation(double weight, int height, int width) {
    TotalVariation added = new TotalVariation(weight, new Objective.TotalVariation(height, width));
    return new Multigrade(choices.with(VARIATION, Optional.of(added), added));
  }

  /** Gives this method with a rule by which each grade stops early. */
  public Multigrade stopping(Stopping stopping) {
    Given.all("stopping", stopping);
    return new Multigrade(choices.with(STOPPING, Optional.of(stopping), stopping));
  }

  /** Gives this method with settings for every grade. */
  public Multigrade settings(Settings value) {
    Given.all("value", value);
    return new Multigrade(choices.with(SETTINGS, value));
  }

  @Override
  public String name() {
    return "multigrade";
  }

  /**
   * Gives one gradient stage a grade.
   *
   * @throws dev.espalier.train.plan.PlanException if the networks are not grades: each but the
   *     first reads a hidden layer of the one before, and each ends in a linear head of the same
   *     shape
   */
  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    Plan.learners(name(), hierarchy);
    List<CheckedNetwork> all = gradesOf(hierarchy);
    GradeChecks.require(hierarchy.name(), all, this);
    List<CheckedNetwork> grades = all.stream().limit(atMost()).toList();
    List<Stage> stages = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (CheckedNetwork grade : grades) {
      if (hierarchy.description().isGiven(grade.name())) {
        names.add(grade.name());
        continue;
      }
      List<Term> terms = new ArrayList<>();
      terms.add(fit(grade, names));
      choices
          .get(VARIATION)
          .ifPresent(added -> terms.add(added.of(grade.description().outputTap(), names)));
      hierarchy.linksOf(grade.name()).forEach(link -> terms.add(Term.guidance(link)));
      names.add(grade.name());
      stages.add(
          GradientStage.of(grade.name(), Part.whole(grade.name()), terms)
              .readout(new Readout(names))
              .start(choices.get(START))
              .settings(settled(choices, stages.size()))
              .acceptance(acceptanceOf(stages.size())));
    }
    Plan plan = new Plan(name(), hierarchy.name(), stages, new Readout(names)).withNotes(hierarchy);
    Plan told = names.size() == 1 ? plan.rule(ALONE) : plan;
    return choices.get(MIN_IMPROVE).isPresent() ? told.rule(adaptive(names.size())) : told;
  }

  /** Gives all networks but those that only guide; a given one that another reads is a grade. */
  private static List<CheckedNetwork> gradesOf(CheckedHierarchy hierarchy) {
    return hierarchy.description().withoutTeachers().networks().stream()
        .map(network -> hierarchy.network(network.name()).orElseThrow())
        .toList();
  }

  private static void requireOne(String setting, int given, String advice) {
    if (given == 0) {
      throw new IllegalArgumentException(
          "multigrade: %s() names none, needed at least one. Try %s.".formatted(setting, advice));
    }
  }

  private String adaptive(int most) {
    return "up to %s grades, ends at the first that does not lower the validation loss by more than %s"
        .formatted(most, choices.get(MIN_IMPROVE).getAsDouble());
  }

  private Term fit(CheckedNetwork grade, List<String> earlier) {
    Tap output = grade.description().outputTap();
    Optional<Objective.Blurred> blur = choices.get(BLUR);
    if (blur.isPresent()) {
      return new Term("task", output, new Target.Opposite(earlier), blur.get(), Weight.one());
    }
    Target target =
        earlier.isEmpty() ? new Target.Label() : new Target.Residual(new Readout(earlier));
    return new Term("task", output, target, new Objective.HalfSquare(), Weight.one());
  }

  private static Settings settled(Choices choices, int index) {
    List<Integer> epochs = choices.get(EPOCHS);
    List<Schedule> rates = choices.get(RATES);
    Settings own = choices.get(SETTINGS);
    own = choices.get(STOPPING).map(own::stopping).orElse(own);
    if (!epochs.isEmpty()) {
      own = own.epochs(epochs.get(Math.min(index, epochs.size() - 1)));
    }
    return rates.isEmpty() ? own : own.rate(rates.get(Math.min(index, rates.size() - 1)));
  }

  private Acceptance acceptanceOf(int index) {
    OptionalDouble minImprove = choices.get(MIN_IMPROVE);
    if (index > 0 && minImprove.isPresent()) {
      return new Acceptance.IfBetter(
          Acceptance.Criterion.VALIDATION_LOSS,
          minImprove.getAsDouble(),
          Acceptance.Fallback.ZERO_OUTPUT,
          true);
    }
    return index > 0 && choices.get(KEEP_BEST)
        ? new Acceptance.IfBetter(
            Acceptance.Criterion.TRAINING_LOSS, 0, Acceptance.Fallback.ZERO_OUTPUT, false)
        : new Acceptance.Always();
  }

  /** Gives the largest number of grades that are trained. */
  int atMost() {
    return choices.get(AT_MOST);
  }

  /** Gives the numbers of epochs by grade; none for the recipe's. */
  List<Integer> epochs() {
    return choices.get(EPOCHS);
  }

  /** Gives the learning rates by grade; none for the recipe's. */
  List<Schedule> rates() {
    return choices.get(RATES);
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
