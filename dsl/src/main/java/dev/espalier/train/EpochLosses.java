package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Scalars of an epoch, left on the device and read together, so that no step waits for the device.
 */
final class EpochLosses implements Saved, AutoCloseable {
  private static final int READ_EVERY = 1024;

  private final NDManager manager;
  private final Map<String, Series> series = new LinkedHashMap<>();

  EpochLosses(NDManager owner) {
    manager = owner.newSubManager();
  }

  /** The values of one name. */
  private static final class Series {
    private final NDList waiting = new NDList();
    private final double[] sizes = new double[READ_EVERY];
    private double sum;
    private double total;
    private int batches;
    private int firstBad = -1;
  }

  /** Keeps a batch's scalar; its history is dropped. */
  void add(String name, NDArray scalar, int size) {
    Series one = series.computeIfAbsent(name, key -> new Series());
    scalar.attach(manager);
    NDScope.unregister(scalar);
    one.sizes[one.waiting.size()] = size;
    one.waiting.add(scalar);
    if (one.waiting.size() == READ_EVERY) {
      read(one);
    }
  }

  /** Gives the means over samples, by name. */
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    series.forEach(
        (name, one) -> {
          read(one);
          means.put(name, one.sum / one.total);
        });
    return means;
  }

  /** Gives the first batch whose value was not finite, among those read so far. */
  OptionalInt firstBad(String name) {
    Series one = series.get(name);
    return one == null || one.firstBad < 0 ? OptionalInt.empty() : OptionalInt.of(one.firstBad);
  }

  /** Forgets everything, for the next epoch. */
  void clear() {
    series.values().forEach(one -> one.waiting.close());
    series.clear();
  }

  @Override
  public void save(StateWriter out) throws IOException {
    out.texts("names", List.copyOf(series.keySet()));
    for (Map.Entry<String, Series> entry : series.entrySet()) {
      Series one = entry.getValue();
      read(one);
      StateWriter its = out.within(entry.getKey());
      its.real("sum", one.sum);
      its.real("total", one.total);
      its.number("batches", one.batches);
      its.number("firstBad", one.firstBad);
    }
  }

  @Override
  public void restore(StateReader in) {
    clear();
    for (String name : in.texts("names")) {
      StateReader its = in.within(name);
      Series one = new Series();
      one.sum = its.real("sum");
      one.total = its.real("total");
      one.batches = Math.toIntExact(its.number("batches"));
      one.firstBad = Math.toIntExact(its.number("firstBad"));
      series.put(name, one);
    }
  }

  private void read(Series one) {
    if (one.waiting.isEmpty()) {
      return;
    }
    try (NDScope scope = new NDScope()) {
      NDArray all = NDArrays.stack(one.waiting).reshape(new Shape(one.waiting.size()));
      double[] values = all.toType(DataType.FLOAT64, false).toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        if (one.firstBad < 0 && !Double.isFinite(values[i])) {
          one.firstBad = one.batches;
        }
        one.sum += values[i] * one.sizes[i];
        one.total += one.sizes[i];
        one.batches++;
      }
    }
    one.waiting.close();
    one.waiting.clear();
  }

  @Override
  public void close() {
    manager.close();
  }
}
