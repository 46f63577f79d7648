package dev.espalier.describe.loss;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The weighted sum of the losses of several outputs that lie side by side in a row, as multi-task
 * learning trains them (Caruana 1997); the default for such data, with cross-entropy for classes,
 * squared error for values, and weights of 1.
 *
 * <pre>{@code
 * r.multitask(faces).loss(outputsLoss(outputs).of("age", huber(1), 0.1))
 * }</pre>
 *
 * @param outputs the outputs
 * @param terms the loss of each, in the outputs' order
 */
public record OutputsLoss(Parts outputs, List<Term> terms) implements Loss {
  /**
   * The loss of one output.
   *
   * @param loss how far its prediction is from its target
   * @param weight how much it counts, at least 0
   * @param chosen whether it was given, so that it is no default
   */
  public record Term(Loss loss, double weight, boolean chosen) {
    /** Refuses a weight that counts less than nothing, and several outputs within one. */
    public Term {
      Given.all("loss", loss);
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "outputsLoss: found a weight of %s, needed a finite number of at least 0. Try 1."
                .formatted(weight));
      }
      if (loss instanceof OutputsLoss) {
        throw new IllegalArgumentException(
            "outputsLoss: found outputs within an output. Try one loss for each output.");
      }
    }

    @Override
    public String toString() {
      return weight == 1 ? loss.toString() : weight + " x " + loss;
    }
  }

  /** Refuses another number of losses than of outputs, losses that do not fit, and no weight. */
  public OutputsLoss {
    Given.all("outputs", outputs, "terms", terms);
    terms = List.copyOf(terms);
    if (terms.size() != outputs.list().size()) {
      throw new IllegalArgumentException(
          "outputsLoss: found %s losses, needed one for each of %s. Try outputsLoss(outputs)."
              .formatted(terms.size(), outputs.names()));
    }
    if (terms.stream().allMatch(term -> term.weight() == 0)) {
      throw new IllegalArgumentException(
          "outputsLoss: found weights of 0 alone, needed one above. Try a weight of 1.");
    }
    for (int i = 0; i < terms.size(); i++) {
      Parts.Part part = outputs.list().get(i);
      Loss loss = terms.get(i).loss();
      if (part.ofClasses() ? !loss.servesClasses() : !loss.servesValues()) {
        throw new IllegalArgumentException(
            "outputsLoss: output '%s' is of %s, and its loss is %s. Try %s."
                .formatted(
                    part.name(),
                    part.ofClasses() ? "classes" : "values",
                    loss,
                    part.ofClasses() ? "crossEntropy()" : "squaredError()"));
      }
    }
  }

  /** Gives each output its own default loss, at a weight of 1. */
  public static OutputsLoss of(Parts outputs) {
    Given.all("outputs", outputs);
    return new OutputsLoss(
        outputs,
        outputs.list().stream()
            .map(part -> part.ofClasses() ? new CrossEntropy() : new SquaredError())
            .map(loss -> new Term(loss, 1, false))
            .toList());
  }

  /** Gives one output another loss and weight. */
  public OutputsLoss of(String output, Loss loss, double weight) {
    Given.all("output", output, "loss", loss);
    int place = outputs.list().indexOf(outputs.part(output));
    Term term = new Term(loss, weight, true);
    if (terms.get(place).chosen()) {
      throw Choices.twice("outputsLoss", "the loss of '" + output + "'", terms.get(place), term);
    }
    List<Term> others = new ArrayList<>(terms);
    others.set(place, term);
    return new OutputsLoss(outputs, others);
  }

  /** Gives one output another loss, at a weight of 1. */
  public OutputsLoss of(String output, Loss loss) {
    return of(output, loss, 1);
  }

  @Override
  public String name() {
    return "outputs";
  }

  @Override
  public boolean servesClasses() {
    return false;
  }

  /**
   * Settles the loss of each output of classes.
   *
   * @param counts how often each place of a row is 1, in the row's order
   */
  @Override
  public OutputsLoss fitted(List<Integer> counts) {
    List<Term> settled = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      Parts.Part part = outputs.list().get(i);
      Term term = terms.get(i);
      List<Integer> own = part.ofClasses() ? counts.subList(part.from(), part.to()) : List.of();
      try {
        settled.add(new Term(term.loss().fitted(own), term.weight(), term.chosen()));
      } catch (MisfitException misfit) {
        throw new MisfitException(
            "output '%s': %s".formatted(part.name(), misfit.what()), misfit.advice());
      }
    }
    return new OutputsLoss(outputs, settled);
  }

  @Override
  public String toString() {
    return IntStream.range(0, terms.size())
        .mapToObj(i -> outputs.names().get(i) + ": " + terms.get(i))
        .collect(Collectors.joining(", "));
  }
}
