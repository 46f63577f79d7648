package dev.espalier.describe.layer.image;

import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/** The arithmetic of windows over an image (channels x height x width). */
final class Windows {
  private Windows() {}

  /** Gives an operator with the attributes of equal windows in both directions. */
  static OnnxNode onnx(OnnxNode node, long size, long stride, long padding) {
    return node.with("kernel_shape", new long[] {size, size})
        .with("strides", new long[] {stride, stride})
        .with("pads", new long[] {padding, padding, padding, padding});
  }

  static void requireImage(Layer layer, Dims in) {
    if (in.rank() != 3) {
      throw new MisfitException(
          layer + " needs an input of (channels x height x width), but receives " + in,
          "reshape(1, height, width) before it");
    }
  }

  static long count(Layer layer, Dims in, int axis, long span, int stride, int padding) {
    long places = (in.size(axis) + 2L * padding - span) / stride + 1;
    if (in.size(axis) + 2L * padding < span) {
      long needed = (span - in.size(axis) + 1) / 2;
      throw new MisfitException(
          "%s has a window of %s, which does not fit into %s with padding %s"
              .formatted(layer, span, in, padding),
          (needed > in.size(axis) ? "" : "padding(" + needed + ") or ") + "a smaller window");
    }
    return places;
  }
}
