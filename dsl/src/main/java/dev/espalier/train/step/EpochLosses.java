package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Scalars of an epoch, left on the device and read together, so that no step waits for the device.
 */
public final class EpochLosses implements Saved, AutoCloseable {
  private static final int READ_EVERY = 1024;

  private final NDManager manager;
  private final Map<Series, Values> series = new LinkedHashMap<>();

  public EpochLosses(NDManager owner) {
    manager = owner.newSubManager();
  }

  /** The values of one series. */
  private static final class Values {
    private final NDList waiting = new NDList();
    private final double[] sizes = new double[READ_EVERY];
    private double sum;
    private double total;
    private int batches;
    private int firstBad = -1;
  }

  /** Keeps a batch's scalar; its history is dropped. */
  void add(Series of, NDArray scalar, int size) {
    Values one = series.computeIfAbsent(of, key -> new Values());
    scalar.attach(manager);
    NDScope.unregister(scalar);
    one.sizes[one.waiting.size()] = size;
    one.waiting.add(scalar);
    if (one.waiting.size() == READ_EVERY) {
      read(one);
    }
  }

  /** Gives the means over samples. */
  public Map<Series, Double> means() {
    Map<Series, Double> means = new LinkedHashMap<>();
    series.forEach(
        (of, one) -> {
          read(one);
          means.put(of, one.sum / one.total);
        });
    return means;
  }

  /** Gives the first batch whose value was not finite, among those read so far. */
  public OptionalInt firstBad(Series of) {
    Values one = series.get(of);
    return one == null || one.firstBad < 0 ? OptionalInt.empty() : OptionalInt.of(one.firstBad);
  }

  /** Forgets everything, for the next epoch. */
  public void clear() {
    series.values().forEach(one -> one.waiting.close());
    series.clear();
  }

  @Override
  public void save(StateWriter out) throws IOException {
    int number = 0;
    out.number("series", series.size());
    for (Map.Entry<Series, Values> entry : series.entrySet()) {
      Values one = entry.getValue();
      read(one);
      StateWriter its = out.within("series " + number++);
      its.text("kind", entry.getKey().kind().name());
      its.text("name", entry.getKey().name());
      its.real("sum", one.sum);
      its.real("total", one.total);
      its.number("batches", one.batches);
      its.number("firstBad", one.firstBad);
    }
  }

  @Override
  public void restore(StateReader in) {
    clear();
    for (long number = 0; number < in.number("series"); number++) {
      StateReader its = in.within("series " + number);
      Values one = new Values();
      one.sum = its.real("sum");
      one.total = its.real("total");
      one.batches = Math.toIntExact(its.number("batches"));
      one.firstBad = Math.toIntExact(its.number("firstBad"));
      series.put(new Series(Series.Kind.valueOf(its.text("kind")), its.text("name")), one);
    }
  }

  private void read(Values one) {
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
