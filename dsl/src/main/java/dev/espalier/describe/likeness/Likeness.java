package dev.espalier.describe.likeness;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Named;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How unlike the values of two places are: least where they agree, differentiable by the learner's.
 *
 * <p>One of your own is a text, {@code likeness("gram", "...")}, or a class that gives its formula:
 *
 * <pre>{@code
 * @AutoService(Likeness.class)
 * public record MeanAbsolute() implements Likeness {
 *   public String name() {
 *     return "mean absolute";
 *   }
 *
 *   public Optional<Formula> formula() {
 *     return Optional.of(Likeness.formula(name(), "torch.mean(torch.abs(learner - guide))"));
 *   }
 * }
 * }</pre>
 *
 * <p>A formula takes what it names:
 *
 * <ul>
 *   <li>{@code learner} and {@code guide}, both {@code (batch, ...)}; the learner's has passed its
 *       projection, if it has one. Where several layers are compared together, those after the
 *       first are {@code learner_2}, {@code guide_2} and so on;
 *   <li>{@code labels}: classes {@code (batch)} in INT64, or values {@code (batch, ...)};
 *   <li>{@code rows}: the samples' numbers in the data, {@code (batch)} in INT64;
 *   <li>{@code noise}: {@link #noise} numbers a sample, drawn evenly from [0, 1);
 *   <li>its {@linkplain #parametersFor parameters}, which train with the learner, start from the
 *       seed, are in checkpoints, and are dropped from what is published. Of those that are not
 *       trained it gives the next values after its own: {@code return value, next}.
 * </ul>
 */
public interface Likeness extends Named {
  /** The names under which a formula knows the two values. */
  List<String> INPUTS = List.of("learner", "guide");

  /** The name of the samples' labels. */
  String LABELS = "labels";

  /** The name of the samples' numbers in the data. */
  String ROWS = "rows";

  /** The name of random numbers. */
  String NOISE = "noise";

  /**
   * Says whether two values can be compared as they are, without a projection; the default asks for
   * equal shapes.
   *
   * @param learner the learner's shape
   * @param guide the guide's shape
   */
  default boolean compares(Dims learner, Dims guide) {
    return learner.equals(guide);
  }

  /**
   * Refuses a shape for which this measures nothing; the default refuses none.
   *
   * @param guide the guide's shape
   * @throws MisfitException if the shape does not fit
   */
  default void requireFit(Dims guide) {}

  /**
   * Says whether these values can be compared as they are; the default compares one with one.
   *
   * @param values the shapes
   */
  default boolean compares(Compared values) {
    return values.isPair() && compares(values.first(), values.wanted());
  }

  /**
   * Refuses values for which this measures nothing; the default takes one of each.
   *
   * @throws MisfitException if there are too many or too few, or a shape does not fit
   */
  default void requireFit(Compared values) {
    if (!values.isPair()) {
      throw new MisfitException(
          "%s compares one layer with one, and %s of the learner are linked with %s of the guide"
              .formatted(this, values.learner().size(), values.guide().size()),
          "a link for each pair");
    }
    requireFit(values.wanted());
  }

  /**
   * Gives its parameters: those that train, and others whose next values its formula gives, such as
   * a memory of what it has seen. None by default.
   */
  default List<ParameterSpec> parametersFor(Compared values) {
    return List.of();
  }

  /** Gives how many random numbers a sample its formula takes as {@code noise}; 0 by default. */
  default int noise() {
    return 0;
  }

  /** Says whether it compares scores of classes, and so has a meaning where classes are told. */
  default boolean ofScores() {
    return false;
  }

  /**
   * Gives the formula over {@link #INPUTS}, of one number; empty if a Java function computes it.
   */
  default Optional<Formula> formula() {
    return Optional.empty();
  }

  /** Gives the formula for some shapes; the default is one for all, {@link #formula()}. */
  default Optional<Formula> formulaFor(Compared values) {
    return formula();
  }

  /** Gives a formula over {@link #INPUTS}, and more by their names. */
  static Formula formula(String name, String text, String... more) {
    Given.all("more", more);
    List<String> inputs = new ArrayList<>(INPUTS);
    inputs.addAll(List.of(more));
    return Formula.of(name, inputs, text);
  }

  /**
   * Mean square over all elements, divided by the variance of the guide's value; the default. Of
   * guides that hardly vary it is the mean square.
   */
  static Likeness relative() {
    return new RelativeMeanSquare();
  }

  /** Mean square over all elements. */
  static Likeness meanSquare() {
    return new MeanSquare();
  }

  /** One minus the mean over the batch of the cosine between flattened samples. */
  static Likeness cosine() {
    return new Cosine();
  }

  /** Divergence of softened class probabilities (arXiv 1503.02531). */
  static Likeness softTargets(double temperature) {
    return new SoftTargets(temperature);
  }

  /** Mean square between normalised attention maps (arXiv 1612.03928). */
  static Likeness attention() {
    return new Attention();
  }

  /**
   * A formula as text. It may compare values of any shapes; what it cannot compute is refused
   * before the training.
   *
   * @param name what errors and reports call it
   * @param text TorchScript over {@code learner} and {@code guide} that gives one number; it may
   *     name {@code labels}, {@code rows}, and further layers, such as {@code guide_2}
   */
  record Text(String name, String text) implements Likeness {
    private static final Pattern MORE =
        Pattern.compile("\\b(labels|rows|(learner|guide)_[2-9]|(learner|guide)_[1-9][0-9])\\b");

    /** Refuses a text that is no arithmetic on the values. */
    public Text {
      Given.all("name", name, "text", text);
      text = formula(name, text).text();
    }

    @Override
    public boolean compares(Dims learner, Dims guide) {
      return true;
    }

    @Override
    public boolean compares(Compared values) {
      return true;
    }

    /** Refuses more or fewer layers than the text names. */
    @Override
    public void requireFit(Compared values) {
      List<String> named = formula(name, text).inputs();
      for (String side : INPUTS) {
        int given = side.equals(INPUTS.get(0)) ? values.learner().size() : values.guide().size();
        int most =
            named.stream()
                .filter(input -> input.startsWith(side + "_"))
                .mapToInt(input -> Integer.parseInt(input.substring(side.length() + 1)))
                .max()
                .orElse(1);
        if (most != given) {
          throw new MisfitException(
              "likeness %s takes %s of the %s's layers, and %s are linked"
                  .formatted(name, most, side, given),
              most == 1 ? "a link for each pair" : "together(...) with as many");
        }
      }
    }

    @Override
    public Optional<Formula> formula() {
      return Optional.of(formula(name, text));
    }

    private static Formula formula(String name, String text) {
      String[] more =
          MORE.matcher(text).results().map(MatchResult::group).distinct().toArray(String[]::new);
      return Likeness.formula(name, text, more);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
