package dev.espalier.describe.layer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Named;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One layer of a network, without its name and its activation: all that is known of a kind of layer
 * stands in the file of its record.
 *
 * <pre>{@code
 * public record Scale(double factor) implements Layer {
 *   public String kind() { return "scale"; }
 *   public Dims outputOf(Dims in) { return in; }
 *   public List<ParameterSpec> parametersFor(Dims in) {
 *     return List.of(ParameterSpec.trained("shift", in, 1, 1, Initial.zeros()));
 *   }
 *   public Formula formula(Dims in) {
 *     return Formula.of("scale", List.of("x", "shift"), "x * " + factor + " + shift");
 *   }
 * }
 * }</pre>
 *
 * <p>Its formula is what is trained, exported and checked. A class that is to be found in documents
 * too has an {@link Entry}.
 */
public interface Layer {
  /** What a formula calls the layer's input, shape {@code (batch, ...)}. */
  String INPUT = "x";

  /**
   * What a formula calls numbers drawn evenly from [0, 1), FLOAT64, in the input's shape: others in
   * each training pass, and the same again for the same seed.
   */
  String NOISE = "noise";

  /**
   * What a formula calls which steps are real, {@code (batch, steps)} in the input's type: 1 where
   * a step is, 0 where it is padding. See {@link #masked()}.
   */
  String MASK = "mask";

  /** Gives the kind in lower-case letters, such as {@code dense}; automatic names start with it. */
  String kind();

  /**
   * Gives the shape of one output sample.
   *
   * @param in the shape of one input sample
   * @throws MisfitException if the layer cannot take that shape
   */
  Dims outputOf(Dims in);

  /**
   * Gives the parameters for an input that {@link #outputOf} accepts, in a fixed order; those of
   * its branches by default.
   *
   * @throws MisfitException if explicit initial values do not fit
   */
  default List<ParameterSpec> parametersFor(Dims in) {
    Given.all("in", in);
    List<ParameterSpec> specs = new ArrayList<>();
    branches().forEach(branch -> specs.addAll(branch.parametersFor(in)));
    return specs;
  }

  /**
   * Gives what the layer computes. Its inputs are some of {@link #INPUT}, the names of its
   * parameters ({@code -} written as {@code _}) and those of its branches, which stand for their
   * values.
   *
   * @param in the shape of one input sample, which {@link #outputOf} accepts
   */
  Formula formula(Dims in);

  /**
   * Gives what the layer computes while it trains, where that is something else; it may take {@link
   * #NOISE} too, and change statistics in place.
   */
  default Formula trainingFormula(Dims in) {
    return formula(in);
  }

  /** Gives the shape of {@link #NOISE} for one sample; that of the input by default. */
  default Dims noiseDims(Dims in) {
    return in;
  }

  /**
   * Gives which steps of what the layer gives are real, for the layers after it; empty, as by
   * default, if they are not the steps of its input.
   *
   * <p>A layer that keeps the steps it is given says {@link StepMask#same()}.
   */
  default Optional<StepMask> mask() {
    return Optional.empty();
  }

  /**
   * Gives this layer as one that leaves padding steps out, by a formula with {@link #MASK}; itself
   * by default. The words of a network ask for it after a layer whose {@link #mask()} begins one,
   * such as an embedding with a padding token.
   */
  default Layer masked() {
    return this;
  }

  /** Gives layers inside this one, whose values its formula puts together; none by default. */
  default List<Branch> branches() {
    return List.of();
  }

  /** Gives what {@link #formula} says as ONNX operators; empty if that format has none for it. */
  default Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.empty();
  }

  /**
   * Gives what PyTorch calls a parameter in the state dict of the same layer; the same by default,
   * and what its layers say within a branch.
   *
   * @param parameter one of {@link #parametersFor}, such as {@code weight}
   */
  default String torchName(String parameter) {
    for (Branch branch : branches()) {
      for (NamedLayer inner : branch.layers()) {
        String prefix = branch.name() + "." + inner.name() + ".";
        if (parameter.startsWith(prefix)) {
          return prefix + inner.layer().torchName(parameter.substring(prefix.length()));
        }
      }
    }
    return parameter;
  }

  /**
   * Gives how many tokens there are for a layer that looks its input up by number; empty for one
   * that computes with it.
   */
  default OptionalInt tokens() {
    return OptionalInt.empty();
  }

  /**
   * Lets documents name a class of layers, and contracts try it; found by {@code ServiceLoader}.
   *
   * <p>It is a public class with an empty constructor, annotated with {@code
   * AutoService(Layer.Entry.class)} or named in {@code META-INF/services}.
   */
  interface Entry extends Named {
    /** Gives the class, a record. */
    Class<? extends Layer> type();

    /** Gives what documents call the class: its short name. */
    @Override
    default String name() {
      return Given.result("type", type()).getSimpleName();
    }

    /** Gives some small layers of the class, at least one, on which its contract is tried. */
    List<Example> examples();
  }

  /**
   * A layer and an input that it takes.
   *
   * @param name what is special about it
   * @param input the shape of one input sample
   * @param layer the layer
   */
  record Example(String name, Dims input, Layer layer) {
    /** Refuses null. */
    public Example {
      Given.all("name", name, "input", input, "layer", layer);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
