package dev.espalier.train.engine;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.TrainException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds a solver to the columns that it said it writes: those, in their shapes, every row. */
final class WrittenColumns {
  private final String stage;
  private final Map<String, Dims> said;
  private final int size;
  private final Map<String, BitSet> written = new LinkedHashMap<>();

  WrittenColumns(String stage, Map<String, Dims> said, int size) {
    this.stage = stage;
    this.said = said;
    this.size = size;
  }

  /** Takes note of a column that is begun. */
  void open(String name, Dims dims) {
    if (!dims.equals(said.get(name))) {
      throw refusal(
          name,
          "it is begun with rows of %s, and the solver said that it writes %s"
              .formatted(dims, said));
    }
    written.put(name, new BitSet(size));
  }

  /** Takes note of rows that are about to be written. */
  void write(String name, int from, long... shape) {
    Dims dims = said.get(name);
    BitSet rows = written.get(name);
    if (dims == null || rows == null) {
      throw refusal(name, "it was not begun");
    }
    if (shape.length == 0
        || from < 0
        || from + shape[0] > size
        || !Arrays.equals(shape, dims.withBatch(shape[0]))) {
      throw refusal(
          name,
          "an array of %s is written at row %s, and there are %s rows of %s"
              .formatted(Arrays.toString(shape), from, size, dims));
    }
    rows.set(from, Math.toIntExact(from + shape[0]));
  }

  /** Refuses columns that were said and not written to their end. */
  void requireWhole() {
    for (String name : said.keySet()) {
      int rows = written.getOrDefault(name, new BitSet()).cardinality();
      if (rows < size) {
        throw refusal(name, "%s of %s rows were written".formatted(rows, size));
      }
    }
  }

  private TrainException refusal(String name, String what) {
    return new TrainException(
        "solve stage '" + stage + "'",
        List.of(
            new Problem(
                "column " + name,
                what,
                "a solver that writes all rows of what columns(...) says")));
  }
}
