package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Torch;
import dev.espalier.train.recipe.Optimization;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * The batches of one epoch: columns put in the epoch's order a piece at a time, batches cut from a
 * piece as views. While one piece is used, the next is read from the host by another thread.
 *
 * <p>The pieces' size changes no number: batches hold the same rows in the same order, wherever the
 * columns lie. A last batch of a single sample joins the one before it, since it has no variance.
 */
public final class Batches {
  // Freed memory of up to 32 MB stays with the C library; more would be cleared at every piece.
  private static final long PIECE_BYTES = 16L << 20;

  private final Map<ColumnKey, FeedColumn> columns;
  private final Map<ColumnKey, RowMoments> moments;
  private final int rows;
  private final int batch;
  private final int count;
  private final int batchesOfPiece;

  /**
   * Plans the batches of some columns.
   *
   * @param moments the moments of columns by each batch's variance of which a term divides
   */
  public Batches(
      Map<ColumnKey, FeedColumn> columns, Map<ColumnKey, RowMoments> moments, int rows, int batch) {
    this.columns = new LinkedHashMap<>(columns);
    this.moments = Map.copyOf(moments);
    this.rows = rows;
    this.batch = batch == Optimization.FULL_BATCH ? rows : Math.min(batch, rows);
    this.count = count(rows, this.batch);
    long rowBytes = Math.max(1, columns.values().stream().mapToLong(FeedColumn::rowBytes).sum());
    this.batchesOfPiece = (int) Math.max(1, Math.min(count, PIECE_BYTES / rowBytes / this.batch));
  }

  /** Gives the number of batches into which so many rows fall. */
  public static int count(int rows, int batch) {
    int size = batch == Optimization.FULL_BATCH ? rows : Math.min(batch, rows);
    boolean lastIsAlone = size > 1 && rows % size == 1;
    return lastIsAlone ? rows / size : (rows + size - 1) / size;
  }

  /** Gives the number of batches of an epoch. */
  public int count() {
    return count;
  }

  /** Visits every batch of an order of rows, from one on; stops when the visitor says so. */
  public void forEach(NDManager manager, int[] order, int start, Visitor visitor) {
    if (start >= count) {
      return;
    }
    CompletableFuture<Prepared> next = prepare(order, start);
    for (int first = start; first < count; first += batchesOfPiece) {
      Prepared piece = await(next);
      int end = Math.min(count, first + batchesOfPiece);
      if (end < count) {
        next = prepare(order, end);
      }
      if (!visitPiece(manager, piece, first, end, visitor)) {
        await(next);
        return;
      }
    }
  }

  private boolean visitPiece(
      NDManager manager, Prepared prepared, int first, int end, Visitor visitor) {
    try (NDScope piece = new NDScope()) {
      Map<ColumnKey, NDArray> whole = new HashMap<>();
      prepared.rows.forEach(
          (name, rows) ->
              whole.put(name, Objects.requireNonNull(columns.get(name)).fetch(manager, rows)));
      for (int index = first; index < end; index++) {
        int from = start(index) - start(first);
        int to = start(index + 1) - start(first);
        int ofPiece = index - first;
        try (NDScope step = new NDScope()) {
          Map<ColumnKey, NDArray> views = new HashMap<>();
          whole.forEach((name, array) -> views.put(name, Torch.slice(array, from, to)));
          Map<ColumnKey, Double> divisors = new HashMap<>();
          prepared.divisors.forEach((name, each) -> divisors.put(name, each[ofPiece]));
          if (!visitor.visit(index, new Batch(views, divisors, to - from))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Gives the place in the order at which a batch starts; the last ends with the rows. */
  private int start(int index) {
    return index == count ? rows : index * batch;
  }

  private CompletableFuture<Prepared> prepare(int[] order, int first) {
    int end = Math.min(count, first + batchesOfPiece);
    boolean host =
        columns.values().stream().anyMatch(column -> !(column instanceof ResidentColumn));
    return host
        ? CompletableFuture.supplyAsync(() -> prepareNow(order, first, end))
        : CompletableFuture.completedFuture(prepareNow(order, first, end));
  }

  private Prepared prepareNow(int[] order, int first, int end) {
    int[] wanted = java.util.Arrays.copyOfRange(order, start(first), start(end));
    Map<ColumnKey, Object> prepared = new HashMap<>();
    columns.forEach((name, column) -> prepared.put(name, column.prepare(wanted)));
    Map<ColumnKey, double[]> divisors = new HashMap<>();
    moments.forEach(
        (name, its) ->
            divisors.put(
                name,
                IntStream.range(first, end)
                    .mapToDouble(index -> its.divisor(order, start(index), start(index + 1)))
                    .toArray()));
    return new Prepared(prepared, divisors);
  }

  private static Prepared await(CompletableFuture<Prepared> next) {
    try {
      return next.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * The host's half of a piece.
   *
   * @param rows what each column needs to fetch its rows
   * @param divisors what each batch's relative likeness divides by
   */
  private record Prepared(Map<ColumnKey, Object> rows, Map<ColumnKey, double[]> divisors) {}

  /** Visits batches. */
  public interface Visitor {
    /** Takes a batch by its number in the epoch; says whether to go on. */
    boolean visit(int index, Batch batch);
  }
}
