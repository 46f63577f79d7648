package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How outputs and targets are taken apart where a row has several labels: steps of a sequence, or
 * pixels of a picture.
 *
 * <p>The classes are the last axis of (batch x steps x classes), and the second of (batch x classes
 * x height x width).
 *
 * @param classes whether targets are classes
 * @param several whether a row has several, of which each counts for itself
 * @param ignored the target of a cell that has none, if there is one
 * @param parts the outputs that lie side by side in a row, if there are several
 */
public record Cells(
    boolean classes, boolean several, OptionalDouble ignored, Optional<Parts> parts) {
  /** Refuses null. */
  public Cells {
    Given.all("ignored", ignored, "parts", parts);
  }

  /** Gives outputs that lie nowhere side by side. */
  public Cells(boolean classes, boolean several, OptionalDouble ignored) {
    this(classes, several, ignored, Optional.empty());
  }

  /** Gives one target a row. */
  public static Cells ofRows(boolean classes) {
    return new Cells(classes, false, OptionalDouble.empty());
  }

  /**
   * Gives what outputs say: probabilities in place of the logits of classes, and other values as
   * they are.
   */
  public NDArray said(NDArray outputs) {
    if (classes) {
      return probabilities(outputs);
    }
    if (parts.isEmpty()) {
      return outputs;
    }
    NDList said = new NDList();
    for (Parts.Part part : parts.get().list()) {
      NDArray own = of(part, outputs);
      said.add(part.ofClasses() ? own.softmax(1) : own);
    }
    return NDArrays.concat(said, 1);
  }

  /** Says whether there are logits of classes, so that {@link #said} gives other numbers. */
  public boolean scores() {
    return classes || parts.map(Parts::haveClasses).orElse(false);
  }

  /** Gives targets in the shape of outputs: classes as 1 for the label and 0 for others. */
  public NDArray asOutputs(NDArray targets, NDArray likeOutputs) {
    return classes ? oneHot(targets, likeOutputs) : targets;
  }

  /** Gives one part of a batch of rows, {@code (batch, width)}. */
  public static NDArray of(Parts.Part part, NDArray rows) {
    return Torch.slice(rows, 1, part.from(), part.to());
  }

  /** Gives the axis of the classes in a batch of outputs. */
  public static int classAxis(NDArray outputs) {
    return outputs.getShape().dimension() > 3 ? 1 : outputs.getShape().dimension() - 1;
  }

  /** Gives the probabilities of the classes, in the outputs' shape. */
  public static NDArray probabilities(NDArray outputs) {
    return outputs.softmax(classAxis(outputs));
  }

  /** Gives class numbers as outputs that are 1 for the class and 0 for others. */
  private static NDArray oneHot(NDArray numbers, NDArray likeOutputs) {
    int axis = classAxis(likeOutputs);
    int classes = (int) likeOutputs.getShape().get(axis);
    NDArray last = numbers.oneHot(classes, likeOutputs.getDataType());
    return axis == likeOutputs.getShape().dimension() - 1 ? last : moved(last, -1, axis);
  }

  /** Gives outputs as a row for each cell, {@code (cells, classes)} or {@code (cells, 1)}. */
  public NDArray outputs(NDArray outputs) {
    if (!several) {
      return outputs;
    }
    if (!classes) {
      return outputs.reshape(-1, 1);
    }
    int axis = classAxis(outputs);
    long count = outputs.getShape().get(axis);
    return moved(outputs, axis, -1).reshape(-1, count);
  }

  /** Gives targets as a row for each cell, {@code (cells)} or {@code (cells, 1)}. */
  public NDArray targets(NDArray targets) {
    if (!several) {
      return targets;
    }
    return classes ? targets.reshape(-1) : targets.reshape(-1, 1);
  }

  /** Gives 1 for each cell that has a target and 0 for others, {@code (cells)}. */
  NDArray counting(NDArray targets, NDArray like) {
    NDArray flat = targets.reshape(-1);
    return flat.neq(Torch.scalar(flat, ignored.orElseThrow())).toType(like.getDataType(), false);
  }

  private static NDArray moved(NDArray array, int from, int to) {
    int last = array.getShape().dimension() - 1;
    if (from == to || (from < 0 ? last : from) == (to < 0 ? last : to)) {
      return array;
    }
    List<Integer> axes =
        IntStream.rangeClosed(0, last).boxed().collect(Collectors.toCollection(ArrayList::new));
    Integer axis = axes.remove(from < 0 ? last : from);
    axes.add(to < 0 ? last : to, axis);
    return array.transpose(axes.stream().mapToInt(Integer::intValue).toArray());
  }
}
