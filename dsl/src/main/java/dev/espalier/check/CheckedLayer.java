package dev.espalier.check;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer whose shapes are known.
 *
 * @param description the layer as described
 * @param input the shape of one input sample
 * @param output the shape of one output sample
 * @param parameters its parameters in their fixed order
 */
public record CheckedLayer(
    NamedLayer description, Dims input, Dims output, List<ParameterSpec> parameters) {

  /** Copies the parameters. */
  public CheckedLayer {
    Given.all(
        "description", description, "input", input, "output", output, "parameters", parameters);
    parameters = List.copyOf(parameters);
  }

  /** Gives the layer of a full path among layers, those inside them too. */
  static Optional<CheckedLayer> at(List<CheckedLayer> layers, String path) {
    String[] names = path.split("\\.", -1);
    Optional<CheckedLayer> found =
        layers.stream().filter(layer -> layer.name().equals(names[0])).findFirst();
    for (int i = 1; i + 1 < names.length && found.isPresent(); i += 2) {
      String branch = names[i];
      String name = names[i + 1];
      found = found.flatMap(layer -> layer.inside(branch, name));
    }
    return found;
  }

  private Optional<CheckedLayer> inside(String branch, String name) {
    return inside().stream()
        .filter(inner -> inner.branch().equals(branch) && inner.layer().name().equals(name))
        .map(Inside::layer)
        .findFirst();
  }

  /** A layer inside another, and the name of its branch there. */
  record Inside(String branch, CheckedLayer layer) {}

  /** Gives the layers of the branches, one branch after the other. */
  List<Inside> inside() {
    List<Inside> inside = new ArrayList<>();
    for (Branch branch : layer().branches()) {
      Dims in = input;
      for (NamedLayer named : branch.layers()) {
        Dims out = named.layer().outputOf(in);
        List<ParameterSpec> own = named.layer().parametersFor(in);
        inside.add(new Inside(branch.name(), new CheckedLayer(named, in, out, own)));
        in = out;
      }
    }
    return inside;
  }

  /** Gives the layer's name. */
  public String name() {
    return description.name();
  }

  /** Gives the layer without name and activation. */
  public Layer layer() {
    return description.layer();
  }

  /** Gives the function after the layer. */
  public Activation activation() {
    return description.activation();
  }

  /** Gives the number of trained values. */
  public long trainable() {
    return parameters.stream()
        .filter(ParameterSpec::trainable)
        .mapToLong(ParameterSpec::count)
        .sum();
  }

  /** Gives the number of values that training updates without a gradient. */
  public long statistics() {
    return parameters.stream().mapToLong(ParameterSpec::count).sum() - trainable();
  }

  @Override
  public String toString() {
    return description + " " + input + " -> " + output;
  }
}
