package dev.espalier.zoo;

import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.zoo.onnx.OnnxReader;
import dev.espalier.zoo.onnx.OnnxSettings;
import dev.espalier.zoo.problem.ZooException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

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
    return OnnxReader.read(path, OnnxSettings.of(o -> input.length == 0 ? o : o.input(input)));
  }

  /**
   * Reads a network as {@link #read(Path, long...)} does, with settings: which output is wanted,
   * and which token is padding.
   *
   * <pre>{@code
   * var sentences = Onnx.read(Path.of("all-MiniLM-L6-v2.onnx"),
   *     o -> o.input(128).padding(0).output("output_0"));
   * }</pre>
   *
   * <p>A transformer over tokens may have inputs beside them: an attention mask, which must be used
   * to leave out padding and for nothing else, and the kinds of tokens, whose vectors are added.
   * Then {@code padding} says which token is padding: the mask is 0 at it and 1 elsewhere, and all
   * tokens are of kind 0.
   *
   * @param path the file
   * @param settings the settings
   * @throws ZooException if the file is damaged, or an operator has no layer, or leaves out other
   *     steps than those of padding
   */
  public static GivenNetwork read(Path path, UnaryOperator<OnnxSettings.Builder> settings) {
    Given.all("path", path, "settings", settings);
    return OnnxReader.read(path, OnnxSettings.of(settings));
  }
}
