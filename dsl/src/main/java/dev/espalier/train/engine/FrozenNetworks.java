package dev.espalier.train.engine;

import ai.djl.ndarray.NDScope;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Snapshot;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.log.TrainException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notices when networks change whose values are taken for constant, by a copy of each. */
final class FrozenNetworks implements AutoCloseable {
  private final CompiledHierarchy networks;
  private final Map<String, Snapshot> copies = new LinkedHashMap<>();

  FrozenNetworks(CompiledHierarchy networks) {
    this.networks = networks;
  }

  /**
   * Watches these networks from now on, and no others.
   *
   * @param when the stage, for an error
   * @throws TrainException if one that was watched before has changed since
   */
  void watch(Set<String> names, String when) {
    List<String> others = copies.keySet().stream().filter(name -> !names.contains(name)).toList();
    others.forEach(this::forget);
    requireUnchanged(when);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      names.forEach(
          name -> copies.computeIfAbsent(name, added -> networks.network(added).snapshot()));
    }
  }

  /** Watches none, for what was computed from them is forgotten. */
  void forget() {
    List.copyOf(copies.keySet()).forEach(this::forget);
  }

  private void forget(String name) {
    Snapshot copy = copies.remove(name);
    if (copy != null) {
      copy.close();
    }
  }

  /**
   * Refuses a change.
   *
   * @param when the stage and epoch, for an error
   * @throws TrainException if a network has changed since it was first watched
   */
  void requireUnchanged(String when) {
    List<Problem> problems = new ArrayList<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      copies.forEach(
          (name, copy) -> {
            if (!networks.network(name).isAs(copy)) {
              problems.add(
                  new Problem(
                      when + ", network " + name,
                      "its parameters were changed from outside, needed as they were: it is"
                          + " frozen, and its values were computed once",
                      "changing them between two trainings"));
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new TrainException("training of '" + networks.description().name() + "'", problems);
    }
  }

  @Override
  public void close() {
    forget();
  }
}
