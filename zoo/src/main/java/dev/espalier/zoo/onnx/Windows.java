package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.image.Window;
import dev.espalier.describe.layer.image.Window.Padding;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Windows of an operator along the axes of an image or a volume. */
final class Windows {
  private final OnnxModel model;

  Windows(OnnxModel model) {
    this.model = model;
  }

  /**
   * Gives the windows of an operator.
   *
   * @param sizes of the kernel, one for each axis
   * @param more what is added on all sides besides its own padding
   */
  List<Window> of(NodeProto node, List<Long> sizes, int more) {
    int axes = sizes.size();
    List<Long> strides = each(node, "strides", axes, 1);
    List<Long> dilations = each(node, "dilations", axes, 1);
    List<Long> pads = each(node, "pads", 2 * axes, 0);
    String auto = OnnxModel.text(node, "auto_pad", "NOTSET");
    List<Window> windows = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      int size = whole(node, sizes.get(axis));
      int stride = whole(node, strides.get(axis));
      int dilation = whole(node, dilations.get(axis));
      if (size < 1 || stride < 1 || dilation < 1) {
        throw model.refused(
            node,
            "it has a window of %s, stride %s, dilation %s".formatted(size, stride, dilation));
      }
      int span = whole(node, dilation * (size - 1L) + 1);
      int before = whole(node, pads.get(axis) + more);
      int after = whole(node, pads.get(axis + axes) + more);
      windows.add(
          new Window(size, stride, dilation, padding(node, auto, span, stride, before, after)));
    }
    return windows;
  }

  private Padding padding(
      NodeProto node, String auto, int span, int stride, int before, int after) {
    boolean isOwn = auto.isEmpty() || auto.equals("NOTSET") || auto.equals("VALID");
    if (isOwn) {
      return Padding.of(before, after);
    }
    if (auto.startsWith("SAME") && span % 2 == 1 && stride == 1) {
      return Padding.of(span / 2, span / 2);
    }
    if (auto.equals("SAME_UPPER")) {
      return Padding.SAME;
    }
    throw model.refused(
        node, "its padding is %s, needed numbers, VALID or SAME_UPPER".formatted(auto));
  }

  /** Says whether all are the same along two axes, and padded alike on all sides. */
  static boolean areAlike(List<Window> windows) {
    return windows.size() == 2
        && windows.get(0).equals(windows.get(1))
        && windows.get(0).padding().isEven();
  }

  private List<Long> each(NodeProto node, String attribute, int count, long otherwise) {
    List<Long> values = OnnxModel.wholes(node, attribute);
    if (values.isEmpty()) {
      return Collections.nCopies(count, otherwise);
    }
    if (values.size() != count) {
      throw model.refused(
          node, "its %s are %s, needed %s numbers".formatted(attribute, values, count));
    }
    return values;
  }

  private int whole(NodeProto node, long value) {
    if (value < 0 || value > Dims.MAX_COUNT) {
      throw model.refused(node, "it has a size of " + value);
    }
    return (int) value;
  }
}
