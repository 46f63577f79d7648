package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.data.Rows;
import dev.espalier.data.Targets;
import dev.espalier.describe.Dims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set as a run reads it: its inputs and targets, and values that were computed once.
 *
 * <p>What fits the run's memory lies on the device; inputs beyond it stay on the host, and computed
 * values beyond it go to memory-mapped files. All three give bit-equal batches.
 */
final class Feed implements AutoCloseable {
  static final int EVALUATION_ROWS = 512;

  private final DataSet data;
  private final NDManager manager;
  private final DataType type;
  private final Memory memory;
  private final Column input;
  private final Column target;
  private final Map<String, Column> kept = new LinkedHashMap<>();

  Feed(DataSet data, NDManager owner, DataType type, Memory memory) {
    this.data = data;
    this.manager = owner.newSubManager();
    this.type = type;
    this.memory = memory;
    this.target =
        open(data.targets(), data.kind() instanceof Targets.Classes ? DataType.INT64 : type);
    this.input = open(data.inputs(), type);
  }

  int size() {
    return data.size();
  }

  DataSet data() {
    return data;
  }

  NDManager manager() {
    return manager;
  }

  Column input() {
    return input;
  }

  Column target() {
    return target;
  }

  /** Gives a kept column, or null. */
  @Nullable Column kept(String name) {
    return kept.get(name);
  }

  /** Gives a kept column that must be there. */
  Column required(String name) {
    Column column = kept.get(name);
    if (column == null) {
      throw new IllegalStateException("column " + name + " is not kept: " + kept.keySet());
    }
    return column;
  }

  /** Says where a kept column lies. */
  String placeOf(String name) {
    return required(name) instanceof ResidentColumn ? "on the device" : "in a temporary file";
  }

  /** Makes a column to write, on the device or in a file. */
  Column newColumn(String name, Dims dims) {
    long bytes = (long) size() * dims.count() * type.getNumOfBytes();
    Column made =
        memory.reserve(bytes)
            ? new ResidentColumn(manager, dims, size(), type)
            : new SpilledColumn(dims, size(), type);
    Column before = kept.put(name, made);
    if (before != null) {
      before.close();
    }
    return made;
  }

  /** Computes constants that are not kept yet, once over the data in evaluation mode. */
  void keep(List<Constant> constants, CompiledHierarchy networks) {
    List<Constant> missing =
        constants.stream().filter(constant -> !kept.containsKey(constant.name())).toList();
    if (missing.isEmpty()) {
      return;
    }
    Chain chain =
        Chain.of(networks, missing.stream().flatMap(one -> one.needs().stream()).toList());
    List<Column> columns = new ArrayList<>();
    missing.forEach(constant -> columns.add(newColumn(constant.name(), constant.dims())));
    forEachRange(
        (from, inputs, targets) -> {
          var values = chain.evaluate(inputs);
          for (int i = 0; i < columns.size(); i++) {
            columns.get(i).write(from, missing.get(i).compute(values, targets));
          }
        });
  }

  /** Forgets the columns that are not among these. */
  void retain(List<String> names) {
    kept.entrySet()
        .removeIf(
            entry -> {
              if (names.contains(entry.getKey())) {
                return false;
              }
              if (entry.getValue() instanceof ResidentColumn column) {
                memory.free(column.rowBytes() * size());
              }
              entry.getValue().close();
              return true;
            });
  }

  /** Walks the data in its own order, in pieces; arrays of a piece are closed after it. */
  void forEachRange(RangeVisitor visitor) {
    for (int from = 0; from < size(); from += EVALUATION_ROWS) {
      int to = Math.min(size(), from + EVALUATION_ROWS);
      try (NDScope scope = new NDScope()) {
        visitor.visit(from, input.range(manager, from, to), target.range(manager, from, to));
      }
    }
  }

  /** Says where data and kept values lie. */
  String placement() {
    return input instanceof ResidentColumn ? "on the device" : "streamed from the host";
  }

  private Column open(Rows rows, DataType rowType) {
    long bytes = (long) rows.size() * rows.width() * rowType.getNumOfBytes();
    if (!memory.reserve(bytes)) {
      return new HostColumn(rows, rowType);
    }
    ResidentColumn column = new ResidentColumn(manager, rows.dims(), rows.size(), rowType);
    Column host = new HostColumn(rows, rowType);
    int piece =
        Math.max(1, (int) Math.min(rows.size(), (32L << 20) / Math.max(1, host.rowBytes())));
    for (int from = 0; from < rows.size(); from += piece) {
      try (NDScope scope = new NDScope()) {
        column.write(from, host.range(manager, from, Math.min(rows.size(), from + piece)));
      }
    }
    return column;
  }

  @Override
  public void close() {
    retain(List.of());
    input.close();
    target.close();
    manager.close();
  }

  /** Visits pieces of the data. */
  interface RangeVisitor {
    /** Takes the rows from one on. */
    void visit(int from, NDArray inputs, NDArray targets);
  }
}
