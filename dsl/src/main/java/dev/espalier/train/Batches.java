package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Torch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The batches of one epoch: columns put in the epoch's order a piece at a time, batches cut from a
 * piece as views. While one piece is used, the next is read from the host by another thread.
 *
 * <p>The pieces' size changes no number: batches hold the same rows in the same order, wherever the
 * columns lie. A last batch of a single sample joins the one before it, since it has no variance.
 */
final class Batches {
  // Freed memory of up to 32 MB stays with the C library; more would be cleared at every piece.
  private static final long PIECE_BYTES = 16L << 20;

  private final Map<String, Column> columns;
  private final Map<String, RowMoments> moments = new HashMap<>();
  private final int rows;
  private final int batch;
  private final int count;
  private final int batchesOfPiece;

  /**
   * Plans the batches of some columns.
   *
   * @param variances the columns of which each batch's variance is wanted
   */
  Batches(
      Map<String, Column> columns, Set<String> variances, NDManager manager, int rows, int batch) {
    this.columns = new LinkedHashMap<>(columns);
    variances.forEach(
        name ->
            moments.put(
                name, RowMoments.of(Objects.requireNonNull(columns.get(name)), manager, rows)));
    this.rows = rows;
    this.batch = batch == Descent.FULL_BATCH ? rows : Math.min(batch, rows);
    boolean lastIsAlone = this.batch > 1 && rows % this.batch == 1;
    this.count = lastIsAlone ? rows / this.batch : (rows + this.batch - 1) / this.batch;
    long rowBytes = Math.max(1, columns.values().stream().mapToLong(Column::rowBytes).sum());
    this.batchesOfPiece = (int) Math.max(1, Math.min(count, PIECE_BYTES / rowBytes / this.batch));
  }

  /** Gives the number of batches of an epoch. */
  int count() {
    return count;
  }

  /** Visits every batch of an order of rows, from one on; stops when the visitor says so. */
  void forEach(NDManager manager, int[] order, int start, Visitor visitor) {
    if (start >= count) {
      return;
    }
    CompletableFuture<Map<String, Object>> next = prepare(order, start);
    for (int first = start; first < count; first += batchesOfPiece) {
      Map<String, Object> prepared = await(next);
      int end = Math.min(count, first + batchesOfPiece);
      if (end < count) {
        next = prepare(order, end);
      }
      if (!visitPiece(manager, order, prepared, first, end, visitor)) {
        await(next);
        return;
      }
    }
  }

  private boolean visitPiece(
      NDManager manager,
      int[] order,
      Map<String, Object> prepared,
      int first,
      int end,
      Visitor visitor) {
    try (NDScope piece = new NDScope()) {
      Map<String, NDArray> whole = new HashMap<>();
      columns.forEach(
          (name, column) ->
              whole.put(name, column.fetch(manager, Objects.requireNonNull(prepared.get(name)))));
      for (int index = first; index < end; index++) {
        int from = start(index) - start(first);
        int to = start(index + 1) - start(first);
        Map<String, Double> variances = variances(order, start(index), start(index + 1));
        try (NDScope step = new NDScope()) {
          Map<String, NDArray> views = new HashMap<>();
          whole.forEach((name, array) -> views.put(name, Torch.slice(array, from, to)));
          if (!visitor.visit(index, new Batch(views, variances, to - from))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private Map<String, Double> variances(int[] order, int from, int to) {
    Map<String, Double> variances = new HashMap<>();
    moments.forEach((name, its) -> variances.put(name, its.variance(order, from, to)));
    return variances;
  }

  /** Gives the place in the order at which a batch starts; the last ends with the rows. */
  private int start(int index) {
    return index == count ? rows : index * batch;
  }

  private CompletableFuture<Map<String, Object>> prepare(int[] order, int first) {
    int end = Math.min(count, first + batchesOfPiece);
    int[] wanted = java.util.Arrays.copyOfRange(order, start(first), start(end));
    boolean host =
        columns.values().stream().anyMatch(column -> !(column instanceof ResidentColumn));
    return host
        ? CompletableFuture.supplyAsync(() -> prepareNow(wanted))
        : CompletableFuture.completedFuture(prepareNow(wanted));
  }

  private Map<String, Object> prepareNow(int[] wanted) {
    Map<String, Object> prepared = new HashMap<>();
    columns.forEach((name, column) -> prepared.put(name, column.prepare(wanted)));
    return prepared;
  }

  private static Map<String, Object> await(CompletableFuture<Map<String, Object>> next) {
    try {
      return next.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Visits batches. */
  interface Visitor {
    /** Takes a batch by its number in the epoch; says whether to go on. */
    boolean visit(int index, Batch batch);
  }
}
