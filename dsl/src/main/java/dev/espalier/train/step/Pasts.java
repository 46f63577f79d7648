package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.compile.Taps;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The averages of networks' own pasts that a stage's terms compare with, moved at each step. */
final class Pasts implements Saved, AutoCloseable {
  private final NDManager manager;
  private final List<Average> averages = new ArrayList<>();

  /** One average of one network, and the places that are read of it. */
  private record Average(
      double decay, NetworkBlock learner, NetworkBlock average, Set<Target.Past> read, Taps taps) {

    List<NDArray> own() {
      return arrays(average);
    }

    List<NDArray> now() {
      return arrays(learner);
    }

    private static List<NDArray> arrays(NetworkBlock block) {
      return block.parameters().stream().map(NamedParameter::array).toList();
    }
  }

  /** Which average a place is read of. */
  private record Key(String network, double decay) {}

  /** Begins each average at the values that its network has. */
  Pasts(CompiledHierarchy networks, GradientStage stage, long seed) {
    Map<Key, Set<Target.Past>> read = new LinkedHashMap<>();
    stage.terms().stream()
        .map(term -> term.target())
        .filter(Target.Past.class::isInstance)
        .map(Target.Past.class::cast)
        .forEach(
            past ->
                read.computeIfAbsent(
                        new Key(past.tap().network(), past.decay()), key -> new LinkedHashSet<>())
                    .add(past));
    manager = networks.manager().newSubManager();
    read.forEach(
        (key, pasts) -> {
          NetworkBlock learner = networks.network(key.network());
          NetworkBlock copy = NetworkBlock.of(learner.network(), manager, networks.type(), seed);
          String[] places = pasts.stream().map(past -> past.tap().place()).toArray(String[]::new);
          Average average = new Average(key.decay(), learner, copy, pasts, copy.taps(places));
          copy.trainable(false);
          Operators.copy(average.own(), average.now());
          averages.add(average);
        });
  }

  boolean isEmpty() {
    return averages.isEmpty();
  }

  /** Gives the values that terms compare with. */
  Map<Target.Past, NDArray> run(NDArray input, Function<String, Pass> passes) {
    Map<Target.Past, NDArray> values = new HashMap<>();
    try (Autograd.Mode paused = Autograd.paused()) {
      for (Average each : averages) {
        each.average().forward(input, passes.apply(each.learner().network().name()), each.taps());
        each.read().forEach(past -> values.put(past, each.taps().value(past.tap().place())));
      }
    }
    return values;
  }

  /**
   * Moves the averages after a step.
   *
   * @param steps the steps done in the stage, from 1
   */
  void move(long steps) {
    for (Average each : averages) {
      double kept = Math.min(each.decay(), 1 - 1.0 / (steps + 1));
      Operators.approach(each.own(), each.now(), 1 - kept);
    }
  }

  @Override
  public void save(StateWriter out) throws IOException {
    for (int i = 0; i < averages.size(); i++) {
      StateWriter its = out.within("average " + i);
      for (NamedParameter parameter : averages.get(i).average().parameters()) {
        its.array(parameter.name(), parameter.array());
      }
    }
  }

  @Override
  public void restore(StateReader in) {
    for (int i = 0; i < averages.size(); i++) {
      StateReader its = in.within("average " + i);
      averages
          .get(i)
          .average()
          .parameters()
          .forEach(parameter -> its.copyInto(parameter.name(), parameter.array()));
    }
  }

  @Override
  public void close() {
    averages.forEach(each -> each.average().clear());
    manager.close();
  }
}
