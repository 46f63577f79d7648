package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;

/**
 * Some operators that layers stand for.
 *
 * @param node the last of them, which messages name
 * @param input the value that they start from
 * @param layers adds the layers
 */
record Step(NodeProto node, String input, Layers layers) {
  /** Adds layers to a stack. */
  interface Layers {
    void addTo(LayerStack stack);
  }
}
