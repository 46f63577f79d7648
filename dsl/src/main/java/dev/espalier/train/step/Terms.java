package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.loss.LikenessArgument;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The loss of a step, the sum of weight times term, and the walk back from it. */
final class Terms implements Saved, AutoCloseable {
  private final List<TermLoss> terms;
  private final Balance balance;
  private final EpochLosses losses;

  Terms(CompiledHierarchy networks, Recipe recipe, GradientStage stage, EpochLosses losses) {
    this.losses = losses;
    balance = new Balance(networks.manager());
    terms =
        stage.terms().stream().map(term -> new TermLoss(term, stage, networks, recipe)).toList();
  }

  List<TermLoss> all() {
    return terms;
  }

  /** Gives what trains besides the networks. */
  List<NDArray> parameters() {
    return terms.stream()
        .flatMap(term -> term.parameters().stream())
        .filter(NamedParameter::trainable)
        .map(NamedParameter::array)
        .toList();
  }

  /** Says whether a likeness takes what has a source. */
  boolean read(LikenessArgument.Source source) {
    return terms.stream().anyMatch(term -> term.reads(source));
  }

  boolean readTarget() {
    return terms.stream().anyMatch(TermLoss::readsTarget);
  }

  /** Says whether a term counts that looks at the transformed batch. */
  boolean needTransformed(Moment moment) {
    return terms.stream()
        .anyMatch(
            term -> term.term().target() instanceof Target.Transformed && counts(term, moment));
  }

  /** Gives each term's weight at a moment, by name; of a balanced one its mean over the epoch. */
  Map<String, Double> weights(Map<Series, Double> means, Moment moment) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (TermLoss term : terms) {
      String name = term.term().name();
      Double balanced = means.get(Series.weight(name));
      weights.put(name, balanced == null ? Double.valueOf(term.scheduled(moment)) : balanced);
    }
    return weights;
  }

  /**
   * Adds the gradients of the terms that count; gives the value of each, before its weight, by
   * name.
   */
  Map<String, NDArray> backward(Values values, Batch batch, Moment moment) {
    List<TermLoss> counting = terms.stream().filter(term -> counts(term, moment)).toList();
    if (counting.isEmpty()) {
      return Map.of();
    }
    List<ScalarLoss> scalars =
        counting.stream().map(term -> term.of(values, batch, moment)).toList();
    Map<String, NDArray> found =
        counting.stream().anyMatch(TermLoss::isBalanced)
            ? backwardBalanced(counting, scalars, moment)
            : backwardScheduled(counting, scalars, moment);
    counting.forEach(TermLoss::keep);
    return found;
  }

  /** Says whether a term counts; one that is balanced does only while the other does too. */
  private boolean counts(TermLoss term, Moment moment) {
    return term.counts(moment)
        && (!(term.term().weight() instanceof Weight.Balanced balanced)
            || terms.stream()
                .filter(other -> other.term().name().equals(balanced.against()))
                .allMatch(other -> counts(other, moment)));
  }

  private static Map<String, NDArray> backwardScheduled(
      List<TermLoss> counting, List<ScalarLoss> scalars, Moment moment) {
    double[] weights = counting.stream().mapToDouble(term -> term.scheduled(moment)).toArray();
    List<NDArray> values = ScalarLoss.backward(scalars, weights);
    Map<String, NDArray> found = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      found.put(counting.get(i).term().name(), values.get(i));
    }
    return found;
  }

  /** Walks back where a weight depends on the terms' values, so that these come first. */
  private Map<String, NDArray> backwardBalanced(
      List<TermLoss> counting, List<ScalarLoss> scalars, Moment moment) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    List<ScalarLoss> weighted = new ArrayList<>();
    double[] weights = new double[counting.size()];
    for (int i = 0; i < weights.length; i++) {
      TermLoss term = counting.get(i);
      String name = term.term().name();
      NDArray value = scalars.get(i).record();
      values.put(name, value);
      if (term.term().weight() instanceof Weight.Balanced balanced) {
        NDArray other = Objects.requireNonNull(values.get(balanced.against()), name);
        NDArray weight = balance.weight(balanced, name, value, other);
        losses.add(Series.weight(name), weight.duplicate(), 1);
        weights[i] = 1;
        weighted.add(ScalarLoss.recorded(value.mul(weight)));
      } else {
        weights[i] = term.scheduled(moment);
        weighted.add(ScalarLoss.recorded(value));
      }
    }
    ScalarLoss.backward(weighted, weights);
    values.replaceAll((name, value) -> Autograd.detach(value));
    return values;
  }

  @Override
  public void save(StateWriter out) throws IOException {
    balance.save(out.within("balance"));
    for (int i = 0; i < terms.size(); i++) {
      StateWriter its = out.within("term " + i);
      for (NamedParameter parameter : terms.get(i).parameters()) {
        its.array(parameter.name(), parameter.array());
      }
    }
  }

  @Override
  public void restore(StateReader in) {
    balance.restore(in.within("balance"));
    for (int i = 0; i < terms.size(); i++) {
      StateReader its = in.within("term " + i);
      terms
          .get(i)
          .parameters()
          .forEach(parameter -> its.copyInto(parameter.name(), parameter.array()));
    }
  }

  @Override
  public void close() {
    balance.close();
    terms.forEach(TermLoss::close);
  }
}
