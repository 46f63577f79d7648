package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.life.ClosedException;
import dev.espalier.describe.Tap;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CompiledHierarchyTest {
  private static final CheckedHierarchy CHAIN =
      Checked.hierarchy(
          h ->
              h.input(3)
                  .network("first", n -> n.dense("h", 4).tanh().dropout(0.5).output(2))
                  .network("second", n -> n.from("first.h").dense("h", 5).relu().output(2))
                  .network("third", n -> n.from("second.h:linear").output(1))
                  .network("alone", n -> n.dense("h", 6).relu().output(2))
                  .guide("first", "alone", g -> g.projected("h", "h")));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final NDArray input = manager.create(new float[] {1, -2, 3, 0, 1, 2}, new Shape(2, 3));

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void livesAsLongAsASnapshotOfItsNetworks() throws Exception {
    Snapshot snapshot = compile().network("first").snapshot();

    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(snapshot.values().values())
        .isNotEmpty()
        .allSatisfy(values -> assertThat(values.toFloatArray()).isNotEmpty());
    snapshot.close();
  }

  @Test
  void refusesEveryUseOfANetworkAfterTheEnd() {
    CompiledHierarchy hierarchy = compile();
    NetworkBlock block = hierarchy.network("first");
    Snapshot before = block.snapshot();
    Map<String, ThrowingCallable> uses = new LinkedHashMap<>();
    uses.put(
        "forward",
        () -> block.forward(new ParameterStore(manager, false), new NDList(input), false));
    uses.put("snapshot", block::snapshot);
    uses.put("isAs", () -> block.isAs(before));
    uses.put("restore", () -> block.restore(before));
    uses.put("zeroOutput", block::zeroOutput);
    uses.put("trainable", () -> block.trainable(true));
    uses.put(
        "saveParameters",
        () -> block.saveParameters(new DataOutputStream(OutputStream.nullOutputStream())));
    uses.put(
        "loadParameters",
        () -> block.loadParameters(manager, new DataInputStream(InputStream.nullInputStream())));
    uses.put("network first", block::parameters);

    hierarchy.close();

    uses.forEach(
        (call, use) ->
            assertThatThrownBy(use)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                    "hierarchy 'all' has a problem:\n  "
                        + call
                        + ": it is closed, needed an open one."
                        + " Try closing it after its last use, or a new one."));
  }

  @Test
  void followsSourcesFromTapToTap() {
    try (CompiledHierarchy hierarchy = compile()) {
      List<Tap> taps = List.of(Tap.parse("third.output"), Tap.parse("first.h"));

      List<NDArray> values = hierarchy.evaluate(input, taps);

      NetworkBlock first = hierarchy.network("first");
      NetworkBlock second = hierarchy.network("second");
      NDArray lifted = first.forward(input, 0, first.point("h"), Pass.evaluation(), Taps.none());
      NDArray features =
          second.forward(lifted, 0, second.point("h:linear"), Pass.evaluation(), Taps.none());
      NDArray output = hierarchy.network("third").forward(features, Pass.evaluation());
      assertThat(values).containsExactly(output, lifted);
    }
  }

  @Test
  void leavesTheCallerTheValuesAndNothingElse() {
    try (CompiledHierarchy hierarchy = compile()) {
      List<Tap> taps = List.of(Tap.parse("third.output"), Tap.parse("alone.h"));
      hierarchy.evaluate(input, taps).forEach(NDArray::close);
      int parameters = hierarchy.manager().getManagedArrays().size();
      int owned = manager.getManagedArrays().size();

      List<NDArray> values = hierarchy.evaluate(input, taps);

      assertThat(hierarchy.manager().getManagedArrays()).hasSize(parameters);
      assertThat(manager.getManagedArrays()).hasSize(owned + taps.size());
      assertThat(values).noneMatch(NDArray::hasGradient);
    }
  }

  @Test
  void givesAValueOfItsOwnWhereTheTapIsTheInput() {
    CheckedHierarchy identity =
        Checked.hierarchy(h -> h.input(3).network("n", n -> n.dropout(0.1).output(1)));
    try (CompiledHierarchy hierarchy =
        CompiledHierarchy.of(identity, Device.cpu(), DataType.FLOAT32, 7)) {
      Tap tap = Tap.parse("n.dropout1");

      hierarchy.evaluate(input, List.of(tap)).get(0).close();

      assertThat(input.toFloatArray()).hasSize(6);
    }
  }

  @Test
  void freesEverythingWhenItIsClosed() {
    CompiledHierarchy hierarchy = compile();
    NDManager owner = hierarchy.manager();
    List<NDArray> arrays = owner.getManagedArrays();
    int expected =
        hierarchy.networks().stream().mapToInt(network -> network.parameters().size()).sum();
    Snapshot snapshot = hierarchy.network("first").snapshot();
    List<NDArray> withSnapshot = owner.getManagedArrays();

    hierarchy.close();

    assertThat(arrays).hasSize(expected);
    assertThat(withSnapshot).hasSize(expected + 4).allMatch(NDArray::isReleased);
    assertThat(owner.isOpen()).isFalse();
    assertThatThrownBy(hierarchy::manager)
        .hasMessage(
            "hierarchy 'all' has a problem:\n"
                + "  manager: it is closed, needed an open one."
                + " Try closing it after its last use, or a new one.");
    snapshot.close();
  }

  @Test
  void startsNetworksOfOneShapeDifferently() {
    CheckedHierarchy twins =
        Checked.hierarchy(
            h -> h.input(3).network("a", n -> n.output(2)).network("b", n -> n.output(2)));
    try (CompiledHierarchy hierarchy =
        CompiledHierarchy.of(twins, Device.cpu(), DataType.FLOAT32, 7)) {
      NDArray a = hierarchy.network("a").parameters().get(0).array();
      NDArray b = hierarchy.network("b").parameters().get(0).array();

      assertThat(a.toFloatArray()).isNotEqualTo(b.toFloatArray());
    }
  }

  @Test
  void listsItsNetworksWhereOneDoesNotExist() {
    try (CompiledHierarchy hierarchy = compile()) {
      assertThatThrownBy(() -> hierarchy.network("fourth"))
          .hasMessage(
              "network fourth: hierarchy 'all' has no such network."
                  + " It has first, second, third, alone.");
    }
  }

  private static CompiledHierarchy compile() {
    return CompiledHierarchy.of(CHAIN, Device.cpu(), DataType.FLOAT32, 7);
  }
}
