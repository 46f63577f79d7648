package dev.espalier.train.plan;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.value.Dims;

/** What a solve stage may use; arrays that it makes live until the end of the batch at hand. */
public interface SolveContext {

  /** Gives the networks, in evaluation mode unless asked otherwise. */
  CompiledHierarchy networks();

  /** Gives how outputs and targets are taken apart. */
  Cells cells();

  /** Gives the task. */
  Task task();

  /** Gives the number of training samples. */
  int rows();

  /** Walks the training data in its own order. */
  void forEachBatch(BatchVisitor visitor);

  /** Opens a column of one row per training sample, for stages after this one; kept by the run. */
  Column newColumn(String name, Dims dims);

  /** Adds a number to the stage's counters, shown in the report. */
  void count(String name, double value);

  /** Adds a sentence to the log. */
  void note(String text);

  /** Visits batches. */
  interface BatchVisitor {
    /**
     * Takes one batch.
     *
     * @param from the row of its first sample
     * @param input {@code (batch, ...)}
     * @param target labels {@code (batch)} for classes, values {@code (batch, ...)} else
     */
    void visit(int from, NDArray input, NDArray target);
  }

  /** A column being written. */
  interface Column {
    /** Writes the rows that start at a number; {@code (batch, ...)} of the column's shape. */
    void write(int from, NDArray rows);
  }
}
