package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * What a value that is made of an attention mask alone is, for a step that is real and for one that
 * is padding.
 *
 * @param real what it is where the mask is 1
 * @param padding what it is where the mask is 0
 * @param axes of each axis, whether it is the batch's, the steps' or of one
 */
record MaskMeaning(double real, double padding, List<Axis> axes) {
  /** What an axis is. */
  enum Axis {
    BATCH,
    STEPS,
    ONE
  }

  private static final int DEEPEST = 40;
  private static final double LOW = -1e4;

  /** Says whether it takes padding from scores of (batch, heads, steps, steps), and no more. */
  boolean hidesPadding() {
    return real == 0
        && padding <= LOW
        && axes.equals(List.of(Axis.BATCH, Axis.ONE, Axis.ONE, Axis.STEPS));
  }

  /** Gives the meaning of a value; none if it is made otherwise. */
  static Optional<MaskMeaning> of(String value, OnnxModel model, Constants constants) {
    return new Reading(model, constants).of(value, 0);
  }

  private record Reading(OnnxModel model, Constants constants) {
    Optional<MaskMeaning> of(String value, int depth) {
      if (model.isBeside(value)) {
        return Optional.of(new MaskMeaning(1, 0, List.of(Axis.BATCH, Axis.STEPS)));
      }
      Optional<TensorData> constant = constants.find(value);
      if (constant.isPresent()) {
        return constant
            .filter(data -> data.elements() == 1)
            .map(data -> new MaskMeaning(data.value(0), data.value(0), List.of()));
      }
      NodeProto node = model.producer(value).orElse(null);
      if (node == null || depth > DEEPEST || node.getInputCount() == 0) {
        return Optional.empty();
      }
      return switch (node.getOpType()) {
        case "Identity", "Cast" -> of(node.getInput(0), depth + 1).map(one -> cast(one, node));
        // To (batch, 1, steps, steps), which means the same.
        case "Expand" -> of(node.getInput(0), depth + 1).filter(one -> one.axes.size() == 4);
        case "Unsqueeze" -> of(node.getInput(0), depth + 1).flatMap(one -> unsqueezed(one, node));
        case "Not" -> of(node.getInput(0), depth + 1).map(one -> one.each(x -> x == 0 ? 1 : 0));
        case "Neg" -> of(node.getInput(0), depth + 1).map(one -> one.each(x -> -x));
        case "Sub" -> both(node, depth, (a, b) -> a - b);
        case "Add" -> both(node, depth, Double::sum);
        case "Mul" -> both(node, depth, (a, b) -> a * b);
        case "Equal" -> both(node, depth, (a, b) -> a == b ? 1 : 0);
        case "Where" -> where(node, depth);
        default -> Optional.empty();
      };
    }

    private MaskMeaning cast(MaskMeaning one, NodeProto node) {
      boolean toBool = OnnxModel.whole(node, "to", 0) == 9;
      return toBool ? one.each(x -> x != 0 ? 1 : 0) : one;
    }

    private Optional<MaskMeaning> unsqueezed(MaskMeaning one, NodeProto node) {
      List<Long> places = constants.wholes(node, 1, "axes");
      int rank = one.axes.size() + places.size();
      List<Axis> all = new ArrayList<>(one.axes);
      for (long place : places.stream().map(p -> p < 0 ? p + rank : p).sorted().toList()) {
        if (place < 0 || place > all.size()) {
          return Optional.empty();
        }
        all.add((int) place, Axis.ONE);
      }
      return Optional.of(new MaskMeaning(one.real, one.padding, all));
    }

    private Optional<MaskMeaning> both(NodeProto node, int depth, DoubleBinaryOperator operator) {
      Optional<MaskMeaning> a = of(node.getInput(0), depth + 1);
      Optional<MaskMeaning> b = of(OnnxModel.input(node, 1), depth + 1);
      return a.isEmpty() || b.isEmpty()
          ? Optional.empty()
          : shape(a.get(), b.get())
              .map(
                  axes ->
                      new MaskMeaning(
                          operator.applyAsDouble(a.get().real, b.get().real),
                          operator.applyAsDouble(a.get().padding, b.get().padding),
                          axes));
    }

    private Optional<MaskMeaning> where(NodeProto node, int depth) {
      Optional<MaskMeaning> is = of(node.getInput(0), depth + 1);
      Optional<MaskMeaning> yes = of(OnnxModel.input(node, 1), depth + 1);
      Optional<MaskMeaning> no = of(OnnxModel.input(node, 2), depth + 1);
      if (is.isEmpty() || yes.isEmpty() || no.isEmpty()) {
        return Optional.empty();
      }
      return shape(is.get(), yes.get())
          .flatMap(axes -> shape(new MaskMeaning(0, 0, axes), no.get()))
          .map(
              axes ->
                  new MaskMeaning(
                      is.get().real != 0 ? yes.get().real : no.get().real,
                      is.get().padding != 0 ? yes.get().padding : no.get().padding,
                      axes));
    }

    /** Gives the axes of two values of one shape, or of one and a number. */
    private static Optional<List<Axis>> shape(MaskMeaning a, MaskMeaning b) {
      if (a.axes.isEmpty() || a.axes.equals(b.axes)) {
        return Optional.of(b.axes);
      }
      return b.axes.isEmpty() ? Optional.of(a.axes) : Optional.empty();
    }
  }

  private MaskMeaning each(DoubleUnaryOperator operator) {
    return new MaskMeaning(operator.applyAsDouble(real), operator.applyAsDouble(padding), axes);
  }
}
