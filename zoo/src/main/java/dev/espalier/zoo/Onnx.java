package dev.espalier.zoo;

import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.zoo.onnx.OnnxReader;
import dev.espalier.zoo.problem.ZooException;
import java.nio.file.Path;

/**
 * Networks from ONNX files, as other programs write them.
 *
 * <pre>{@code
 * var guided = hierarchy("small", h -> h
 *     .input(1, 28, 28)
 *     .given("teacher", Onnx.read(Path.of("teacher.onnx")))
 *     .network("student", n -> n.flatten().dense("h", 16).relu().output(10))
 *     .guide("teacher", "student", g -> g.output(softTargets(4))));
 * }</pre>
 */
public final class Onnx {
  private Onnx() {}

  /**
   * Reads a network with its values: every operator on the way from the input to the output becomes
   * a layer, so the file has one input, one output, and the batch as its first axis.
   *
   * <p>Layers are called as the program that wrote the file called them, where it says so ({@code
   * fc1.weight} is a parameter of layer {@code fc1}). A softmax at the end stays there, as the
   * activation of the last layer.
   *
   * @param path the file
   * @param input the shape of one sample, needed only where the file leaves sizes open
   * @throws ZooException if the file is damaged, or an operator has no layer; it names the first
   */
  public static GivenNetwork read(Path path, long... input) {
    Given.all("path", path, "input", input);
    return OnnxReader.read(path, input);
  }
}
