package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Pass;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.TrainException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data set as a run reads it: its inputs and targets, and values that were computed once.
 *
 * <p>What fits the run's memory lies on the device; inputs beyond it stay on the host, and computed
 * values beyond it go to memory-mapped files. All three give bit-equal batches.
 */
public final class Feed implements AutoCloseable {
  public static final int EVALUATION_ROWS = 512;

  private final DataSet data;
  private final NDManager manager;
  private final DataType type;
  private final Memory memory;
  private final FeedColumn input;
  private final FeedColumn target;
  private @Nullable FeedColumn rows;
  private final Map<ColumnKey, FeedColumn> kept = new LinkedHashMap<>();

  public Feed(DataSet data, NDManager owner, DataType type, Memory memory) {
    this.data = data;
    this.manager = owner.newSubManager();
    this.type = type;
    this.memory = memory;
    Rows targets = data.targets();
    Rows inputs = data.inputs();
    if (data.unlabelled().isPresent()) {
      Rows more = data.unlabelled().get();
      targets = targets.and(constant(0, more.size(), targets.dims()));
      inputs = inputs.and(more);
      Rows labelled = constant(1, data.size(), Dims.of());
      kept.put(
          ColumnKey.Given.LABELLED, open(labelled.and(constant(0, more.size(), Dims.of())), type));
    }
    data.weights().ifPresent(each -> kept.put(ColumnKey.Given.WEIGHT, open(each, type)));
    this.target = open(targets, data.kind() instanceof Targets.Classes ? DataType.INT64 : type);
    this.input = open(inputs, type);
    data.columns().forEach((name, rows) -> kept.put(new ColumnKey.Solved(name), open(rows, type)));
  }

  private static Rows constant(double value, int rows, Dims dims) {
    double[] values = new double[Math.toIntExact(rows * dims.count())];
    Arrays.fill(values, value);
    return Rows.of(values, dims);
  }

  /** Gives the number of rows, those without a target too. */
  public int size() {
    return data.trainedRows();
  }

  public DataSet data() {
    return data;
  }

  public NDManager manager() {
    return manager;
  }

  public FeedColumn input() {
    return input;
  }

  public FeedColumn target() {
    return target;
  }

  /** Gives the rows' numbers, from 0, in INT64; made when they are first asked for. */
  public FeedColumn rows() {
    if (rows == null) {
      rows = new ResidentColumn(manager, Dims.of(), size(), DataType.INT64);
      try (NDScope scope = new NDScope()) {
        rows.write(0, manager.arange(0, size(), 1, DataType.INT64));
      }
    }
    return rows;
  }

  /** Gives a kept column that must be there. */
  public FeedColumn required(ColumnKey key) {
    FeedColumn column = kept.get(key);
    if (column == null) {
      throw new IllegalStateException(key + " is not kept: " + kept.keySet());
    }
    return column;
  }

  /** Says where a kept column lies. */
  public String placeOf(ColumnKey key) {
    return required(key) instanceof ResidentColumn ? "on the device" : "in a temporary file";
  }

  /** Makes a solve stage's column to write, on the device or in a file. */
  public FeedColumn newColumn(String name, Dims dims) {
    FeedColumn made = columnOf(dims);
    FeedColumn before = kept.put(new ColumnKey.Solved(name), made);
    if (before != null) {
      free(before);
    }
    return made;
  }

  private FeedColumn columnOf(Dims dims) {
    long bytes = (long) size() * dims.count() * type.getNumOfBytes();
    return memory.reserve(bytes)
        ? new ResidentColumn(manager, dims, size(), type)
        : new SpilledColumn(dims, size(), type);
  }

  /**
   * Keeps exactly these constants and the solved columns: what is not kept yet is computed once
   * over the data in evaluation mode, from what was kept before where that is possible.
   *
   * @param solved the names of the columns that solve stages wrote
   * @throws TrainException if a value is not finite
   */
  public void keepOnly(List<Constant> constants, Set<String> solved, CompiledHierarchy networks) {
    List<Constant> missing =
        constants.stream().filter(constant -> !kept.containsKey(constant.key())).toList();
    if (!missing.isEmpty()) {
      Map<Constant, FeedColumn> columns = new LinkedHashMap<>();
      missing.forEach(one -> columns.put(one, columnOf(one.dims())));
      forEachPiece(
          size(),
          networks,
          List.of(),
          missing,
          piece ->
              columns.forEach(
                  (constant, column) -> {
                    NDArray values = piece.constant(constant);
                    requireFinite(constant, values, piece.from(), networks);
                    column.write(piece.from(), values);
                  }));
      columns.forEach((constant, column) -> kept.put(constant.key(), column));
    }
    Set<ColumnKey> keys = new HashSet<>();
    data.columns().keySet().forEach(name -> keys.add(new ColumnKey.Solved(name)));
    keys.add(ColumnKey.Given.LABELLED);
    keys.add(ColumnKey.Given.WEIGHT);
    solved.forEach(name -> keys.add(new ColumnKey.Solved(name)));
    constants.forEach(constant -> keys.add(constant.key()));
    retain(keys);
  }

  private void requireFinite(
      Constant constant, NDArray values, int from, CompiledHierarchy networks) {
    FiniteValues.fault(constant, values, from, "'" + data.name() + "'")
        .ifPresent(
            problem -> {
              throw new TrainException(
                  "training of '" + networks.description().name() + "'", List.of(problem));
            });
  }

  /**
   * Walks the data in its own order, rows with a target alone, and computes values in evaluation
   * mode, from what is kept where that is possible; arrays of a piece are closed after it.
   */
  public void forEachPiece(
      CompiledHierarchy networks,
      List<Tap> wanted,
      List<Constant> constants,
      Consumer<Piece> visitor) {
    forEachPiece(data.size(), networks, wanted, constants, visitor);
  }

  private void forEachPiece(
      int rows,
      CompiledHierarchy networks,
      List<Tap> wanted,
      List<Constant> constants,
      Consumer<Piece> visitor) {
    List<Tap> needed = new ArrayList<>(wanted);
    constants.stream()
        .filter(constant -> !kept.containsKey(constant.key()))
        .forEach(constant -> needed.addAll(constant.needs(kept::containsKey)));
    Chain chain = Chain.of(networks, needed, keptTaps());
    for (int from = 0; from < rows; from += EVALUATION_ROWS) {
      int to = Math.min(rows, from + EVALUATION_ROWS);
      try (NDScope scope = new NDScope()) {
        visitor.accept(piece(chain, constants, from, to));
      }
    }
  }

  private Piece piece(Chain chain, List<Constant> constants, int from, int to) {
    Map<Tap, NDArray> known = new HashMap<>();
    chain
        .read()
        .forEach(tap -> known.put(tap, required(new ColumnKey.At(tap)).range(manager, from, to)));
    NDArray rows = chain.readsInput() ? input.range(manager, from, to) : null;
    NDArray targets = target.range(manager, from, to);
    Map<Tap, NDArray> values = chain.run(rows, known, network -> Pass.evaluation());
    Map<ColumnKey, NDArray> computed = new HashMap<>();
    for (Constant constant : constants) {
      FeedColumn column = kept.get(constant.key());
      computed.put(
          constant.key(),
          column == null
              ? constant.compute(values, targets, key -> before(key, computed, from, to))
              : column.range(manager, from, to));
    }
    return new Piece(from, targets, values, computed);
  }

  private @Nullable NDArray before(
      ColumnKey key, Map<ColumnKey, NDArray> computed, int from, int to) {
    FeedColumn column = kept.get(key);
    return column == null ? computed.get(key) : column.range(manager, from, to);
  }

  /**
   * Values of some rows.
   *
   * @param from the first row
   * @param target the rows' targets
   * @param values the values at taps
   * @param constants the values of constants, by key
   */
  public record Piece(
      int from, NDArray target, Map<Tap, NDArray> values, Map<ColumnKey, NDArray> constants) {

    public NDArray constant(Constant constant) {
      return Objects.requireNonNull(constants.get(constant.key()), constant.key().toString());
    }
  }

  private Set<Tap> keptTaps() {
    Set<Tap> taps = new HashSet<>();
    for (ColumnKey key : kept.keySet()) {
      if (key instanceof ColumnKey.At at) {
        taps.add(at.tap());
      }
    }
    return taps;
  }

  /** Forgets the columns that are not among these. */
  private void retain(Set<ColumnKey> keys) {
    List<ColumnKey> others = kept.keySet().stream().filter(key -> !keys.contains(key)).toList();
    others.forEach(key -> free(required(key)));
    others.forEach(kept::remove);
  }

  private void free(FeedColumn column) {
    if (column instanceof ResidentColumn resident) {
      memory.free(resident.rowBytes() * size());
    }
    column.close();
  }

  /** Walks the data in its own order, in pieces; arrays of a piece are closed after it. */
  public void forEachRange(RangeVisitor visitor) {
    for (int from = 0; from < data.size(); from += EVALUATION_ROWS) {
      int to = Math.min(data.size(), from + EVALUATION_ROWS);
      try (NDScope scope = new NDScope()) {
        visitor.visit(from, input.range(manager, from, to), target.range(manager, from, to));
      }
    }
  }

  private FeedColumn open(Rows rows, DataType rowType) {
    long bytes = (long) rows.size() * rows.width() * rowType.getNumOfBytes();
    if (!memory.reserve(bytes)) {
      return new HostColumn(rows, rowType);
    }
    ResidentColumn column = new ResidentColumn(manager, rows.dims(), rows.size(), rowType);
    FeedColumn host = new HostColumn(rows, rowType);
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
    retain(Set.of());
    input.close();
    target.close();
    manager.close();
  }

  /** Visits pieces of the data. */
  public interface RangeVisitor {
    /** Takes the rows from one on. */
    void visit(int from, NDArray inputs, NDArray targets);
  }
}
