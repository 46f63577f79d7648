package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.torch.OptimizerStep;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An optimizer for each group of parameters that learn at the same multiple of the rate, and decay
 * or do not. Gradients are clipped by the norm over all groups.
 */
final class RateGroups implements Saved, AutoCloseable {
  private final NDManager manager;
  private final List<NDArray> parameters;
  private final List<Group> groups;

  private record Group(OptimizerStep step, double multiplier) {}

  private RateGroups(NDManager manager, List<NDArray> parameters, List<Group> groups) {
    this.manager = manager;
    this.parameters = parameters;
    this.groups = groups;
  }

  /** Something that trains, what its rate is multiplied by, and whether its weights decay. */
  record Leaf(NDArray array, double multiplier, boolean decays) {
    private Kind kind() {
      return new Kind(multiplier, decays);
    }
  }

  private record Kind(double multiplier, boolean decays) {
    static final Comparator<Kind> ORDER =
        Comparator.comparingDouble(Kind::multiplier).thenComparing(Kind::decays);

    Optimizer of(Optimizer optimizer) {
      return decays ? optimizer : optimizer.withoutDecay().orElse(optimizer);
    }
  }

  static RateGroups of(Optimizer optimizer, List<Leaf> leaves, NDManager manager) {
    Map<Kind, List<NDArray>> byKind = new TreeMap<>(Kind.ORDER);
    leaves.forEach(
        leaf -> byKind.computeIfAbsent(leaf.kind(), key -> new ArrayList<>()).add(leaf.array()));
    List<Group> groups = new ArrayList<>();
    byKind.forEach(
        (kind, group) ->
            groups.add(
                new Group(
                    OptimizerStep.create(kind.of(optimizer), group, manager), kind.multiplier())));
    return new RateGroups(manager, leaves.stream().map(Leaf::array).toList(), List.copyOf(groups));
  }

  /**
   * Moves all by their gradients, which are then 0.
   *
   * @param clip the largest norm of all gradients together; 0 for any
   */
  void step(double rate, double clip) {
    boolean one = groups.size() == 1;
    if (clip > 0 && !one) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        Operators.clip(parameters.stream().map(Autograd::gradient).toList(), clip);
      }
    }
    groups.forEach(group -> group.step().step(rate * group.multiplier(), one ? clip : 0));
  }

  @Override
  public void save(StateWriter out) throws IOException {
    for (int group = 0; group < groups.size(); group++) {
      NDList state = groups.get(group).step().state();
      out.texts(place(group), state.stream().map(NDArray::getName).toList());
      StateWriter values = out.within(place(group));
      for (NDArray value : state) {
        values.array(value.getName(), value);
      }
    }
  }

  @Override
  public void restore(StateReader in) {
    for (int group = 0; group < groups.size(); group++) {
      StateReader values = in.within(place(group));
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDList state = new NDList();
        in.texts(place(group)).forEach(name -> state.add(values.array(name, manager)));
        groups.get(group).step().restore(state);
      }
    }
  }

  private static String place(int group) {
    return group == 0 ? "optimizer" : "optimizer " + group;
  }

  @Override
  public void close() {
    groups.forEach(group -> group.step().close());
  }
}
