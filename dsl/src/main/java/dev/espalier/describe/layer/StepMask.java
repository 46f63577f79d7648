package dev.espalier.describe.layer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * Which steps of a layer's value are real, {@code (batch, steps)}: 1 where a step is, 0 where it is
 * padding.
 *
 * @param formula what says so, over the layer's input {@code x} or over the {@code mask} of its
 *     input's steps
 * @param onnx the same as ONNX operators
 */
public record StepMask(Formula formula, List<OnnxNode> onnx) {
  private static final StepMask SAME =
      new StepMask(Formula.of("mask", List.of(Layer.MASK), Layer.MASK), List.of());

  /** Copies the operators. */
  public StepMask {
    Given.all("formula", formula, "onnx", onnx);
    onnx = List.copyOf(onnx);
  }

  /** Gives that of a layer whose steps are those of its input. */
  public static StepMask same() {
    return SAME;
  }

  /** Says whether it begins here, so that there is one whatever came before. */
  public boolean begins() {
    return !formula.inputs().contains(Layer.MASK);
  }

  @Override
  public String toString() {
    return formula.text();
  }
}
