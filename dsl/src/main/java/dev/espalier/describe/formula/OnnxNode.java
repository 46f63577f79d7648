package dev.espalier.describe.formula;

import dev.espalier.describe.problem.Given;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operator of ONNX as plain data, by which a layer says what it computes in that format.
 *
 * <p>A layer gives a list of them. Each takes {@code x}, the layer's parameters, the values of its
 * branches, or what an operator before it gives, by their names; the last one gives the layer's
 * value. The opset is 17.
 *
 * @param operator the operator's name, such as {@code Conv}
 * @param inputs the names of what it takes; an empty name leaves an optional one out
 * @param attributes its attributes: a Long, Double, String, long[] or double[] each
 * @param output the name of what it gives
 * @param place which of its outputs that is, from 0
 */
public record OnnxNode(
    String operator,
    List<String> inputs,
    Map<String, Object> attributes,
    String output,
    int place) {

  /** Copies the collections. */
  public OnnxNode {
    Given.all("operator", operator, "inputs", inputs, "attributes", attributes, "output", output);
    inputs = List.copyOf(inputs);
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** Gives an operator without attributes whose value nothing else is called. */
  public static OnnxNode of(String operator, String... inputs) {
    Given.all("operator", operator, "inputs", inputs);
    return new OnnxNode(operator, List.of(inputs), Map.of(), "y", 0);
  }

  /** Gives whole numbers, one axis of them. */
  public static OnnxNode whole(String output, long... values) {
    Given.all("output", output, "values", values);
    return of("Constant").with("value_ints", values).as(output);
  }

  /** Gives one number, without an axis. */
  public static OnnxNode number(String output, double value) {
    Given.all("output", output);
    return of("Constant").with("value_float", value).as(output);
  }

  /** Gives this operator with one more attribute. */
  public OnnxNode with(String name, Object value) {
    Given.all("name", name, "value", value);
    Map<String, Object> more = new TreeMap<>(attributes);
    more.put(name, value);
    return new OnnxNode(operator, inputs, more, output, place);
  }

  /** Gives this operator with its value under a name. */
  public OnnxNode as(String name) {
    return new OnnxNode(operator, inputs, attributes, name, place);
  }

  /** Gives this operator with another of its outputs as its value. */
  public OnnxNode output(int number) {
    return new OnnxNode(operator, inputs, attributes, output, number);
  }

  @Override
  public String toString() {
    return output + " = " + operator + inputs;
  }
}
