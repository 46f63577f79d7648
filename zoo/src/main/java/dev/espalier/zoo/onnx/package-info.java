/** ONNX files read back into layers and their values. */
@NullMarked
package dev.espalier.zoo.onnx;

import org.jspecify.annotations.NullMarked;
