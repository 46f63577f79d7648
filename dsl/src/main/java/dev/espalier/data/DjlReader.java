package dev.espalier.data;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.TranslateException;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.FloatSink;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.ProblemsException;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads a DJL dataset in its order, batch by batch; native memory holds one batch at a time. */
final class DjlReader {
  private static final int BATCH = 256;

  private final String name;
  private final RandomAccessDataset dataset;
  private final Targets kind;
  private final @Nullable Path file;

  private @Nullable FloatSink inputs;
  private @Nullable Dims dims;
  private double[] targets = new double[0];
  private int rows;

  DjlReader(String name, RandomAccessDataset dataset, Targets kind, @Nullable Path file) {
    this.name = name;
    this.dataset = dataset;
    this.kind = kind;
    this.file = file;
  }

  DataSet read() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      prepare();
      long values = dataset.size() * kind.dims().count();
      if (values > Dims.MAX_COUNT) {
        throw problem("size", "found %s targets, too many for memory".formatted(values), "");
      }
      targets = new double[(int) values];
      takeAll(manager);
      if (inputs == null || dims == null) {
        throw problem("rows", "found none, needed at least 1", "");
      }
      return DataSet.of(name, inputs.rows(dims), Rows.of(targets, kind.dims()), kind);
    } catch (IOException unwritten) {
      throw caused("writing", String.valueOf(unwritten.getMessage()), unwritten);
    } finally {
      close();
    }
  }

  private void takeAll(NDManager manager) throws IOException {
    BatchSampler inOrder = new BatchSampler(new SequenceSampler(), BATCH, false);
    try {
      takeBatches(manager, inOrder);
    } catch (ProblemsException | IOException known) {
      throw known;
    } catch (RuntimeException unread) {
      takeOneByOne(manager, unread);
    }
  }

  /** Finds the row because of which its batch could not be read. */
  private void takeOneByOne(NDManager manager, RuntimeException inBatch) throws IOException {
    int from = rows;
    int to = (int) Math.min(from + (long) BATCH, dataset.size());
    try {
      takeBatches(manager, new OneByOne(from, to));
    } catch (ProblemsException | IOException known) {
      throw known;
    } catch (RuntimeException unread) {
      throw caused("row " + rows, "it cannot be read: " + reason(unread), unread);
    }
    String where = "rows %s to %s".formatted(from, to - 1);
    throw caused(where, "they cannot be read together: " + reason(inBatch), inBatch);
  }

  private void takeBatches(NDManager manager, Sampler order) throws IOException {
    for (Batch batch : batches(manager, order)) {
      try (batch) {
        take(batch);
      }
    }
  }

  private Iterable<Batch> batches(NDManager manager, Sampler order) {
    try {
      return dataset.getData(manager, order);
    } catch (IOException | TranslateException unread) {
      throw new IllegalStateException(unread);
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null ? name : name + ", " + message.lines().findFirst().orElse("");
  }

  private void prepare() {
    try {
      dataset.prepare();
    } catch (RuntimeException | IOException | TranslateException unprepared) {
      throw caused("prepare()", "the dataset failed: " + reason(unprepared), unprepared);
    }
  }

  private void take(Batch batch) throws IOException {
    NDArray data = only("inputs", batch.getData());
    NDArray labels = only("labels", batch.getLabels());
    Dims found = Dims.of(data.getShape().slice(1).getShape());
    if (inputs == null || dims == null) {
      dims = found;
      inputs = sink(found);
    } else if (!found.equals(dims)) {
      String what = "has shape %s, needed %s as row 0 has".formatted(found, dims);
      throw problem("row " + rows, what, "a pipeline that gives one shape");
    }
    inputs.write(data.toType(DataType.FLOAT32, false).toFloatArray());
    double[] values = labels.toType(DataType.FLOAT64, false).toDoubleArray();
    long needed = data.getShape().get(0) * kind.dims().count();
    if (values.length != needed) {
      Shape shape = labels.getShape();
      throw problem(
          "row " + rows,
          "found labels of shape %s in a batch, needed %s values for %s"
              .formatted(shape, needed, kind),
          kind instanceof Targets.Classes ? "class numbers in place of one-hot labels" : "");
    }
    System.arraycopy(values, 0, targets, (int) (rows * kind.dims().count()), values.length);
    rows += Math.toIntExact(data.getShape().get(0));
  }

  private FloatSink sink(Dims found) throws IOException {
    long values = dataset.size() * found.count();
    if (file != null) {
      return FloatSink.file(file);
    }
    if (values > Integer.MAX_VALUE - 8) {
      throw problem(
          "size",
          "%s rows of %s are too many for memory".formatted(dataset.size(), found),
          "fromDjl(name, dataset, kind, file), which keeps them in a file");
    }
    return FloatSink.memory((int) values);
  }

  private NDArray only(String role, NDList arrays) {
    if (arrays.size() != 1) {
      throw problem(
          role,
          "found %s arrays a row %s, needed 1"
              .formatted(arrays.size(), Arrays.toString(arrays.getShapes())),
          "a pipeline that gives one");
    }
    return arrays.get(0);
  }

  private void close() {
    try {
      if (inputs != null) {
        inputs.close();
      }
    } catch (IOException unwritten) {
      throw problem("writing", String.valueOf(unwritten.getMessage()), "another disk");
    }
  }

  private DataException caused(String where, String what, Throwable cause) {
    DataException exception = problem(where, what, "");
    exception.initCause(cause);
    return exception;
  }

  private DataException problem(String where, String what, String advice) {
    return DataException.of("data set '" + name + "'", where, what, advice);
  }

  /** Rows of a range, each a batch of its own. */
  private record OneByOne(int from, int to) implements Sampler {
    @Override
    public Iterator<List<Long>> sample(RandomAccessDataset any) {
      return IntStream.range(from, to).mapToObj(row -> List.of((long) row)).iterator();
    }

    @Override
    public int getBatchSize() {
      return 1;
    }
  }
}
