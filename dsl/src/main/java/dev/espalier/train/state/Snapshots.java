package dev.espalier.train.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Snapshot;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of several networks' values, by the networks' names. */
public final class Snapshots {
  private Snapshots() {}

  public static Map<String, Snapshot> of(Collection<NetworkBlock> blocks) {
    Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      blocks.forEach(block -> snapshots.put(block.network().name(), block.snapshot()));
    }
    return snapshots;
  }

  public static void save(Map<String, Snapshot> snapshots, StateWriter out) throws IOException {
    for (Map.Entry<String, Snapshot> snapshot : snapshots.entrySet()) {
      StateWriter its = out.within(snapshot.getKey());
      for (Map.Entry<String, NDArray> value : snapshot.getValue().values().entrySet()) {
        its.array(value.getKey(), value.getValue());
      }
    }
  }

  /** Sets snapshots of the same networks to what was saved. */
  public static void restore(Map<String, Snapshot> snapshots, StateReader in) {
    snapshots.forEach((name, snapshot) -> snapshot.values().forEach(in.within(name)::copyInto));
  }

  public static void free(Map<String, Snapshot> snapshots) {
    snapshots.values().forEach(Snapshot::close);
  }
}
