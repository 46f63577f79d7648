/** What was trained as a graph of another format: TorchScript and ONNX. */
@NullMarked
package dev.espalier.zoo.graph;

import org.jspecify.annotations.NullMarked;
