package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Layers inside a layer, one after the other from its input on.
 *
 * @param name what the layer's formula calls its value; its parameters are named {@code
 *     name.layer.parameter}
 * @param layers the layers; none for the input itself
 */
public record Branch(String name, List<NamedLayer> layers) {
  private static final Optional<StepMask> SAME = Optional.of(StepMask.same());

  /** Copies the list. */
  public Branch {
    Given.all("name", name, "layers", layers);
    layers = List.copyOf(layers);
  }

  /**
   * Gives the shape of one sample of its value.
   *
   * @throws MisfitException if one of its layers cannot take what comes, or two have one name
   */
  public Dims outputOf(Dims in) {
    Given.all("in", in);
    Dims dims = in;
    Set<String> names = new HashSet<>();
    for (NamedLayer layer : layers) {
      if (!names.add(layer.name())) {
        throw new MisfitException(
            "its %s has two layers named '%s'".formatted(name, layer.name()), "names of their own");
      }
      try {
        dims = layer.layer().outputOf(dims);
      } catch (MisfitException inner) {
        throw new MisfitException(
            "its %s's layer '%s': %s".formatted(name, layer.name(), inner.what()), inner.advice());
      }
    }
    return dims;
  }

  /** Gives the parameters of its layers. */
  public List<ParameterSpec> parametersFor(Dims in) {
    Given.all("in", in);
    List<ParameterSpec> specs = new ArrayList<>();
    Dims dims = in;
    for (NamedLayer layer : layers) {
      String prefix = name + "." + layer.name();
      layer.layer().parametersFor(dims).forEach(spec -> specs.add(spec.under(prefix)));
      dims = layer.layer().outputOf(dims);
    }
    return specs;
  }

  /**
   * Gives which steps of its value are real, as {@link Layer#mask()} does; a mask may begin at its
   * first layer.
   */
  public Optional<StepMask> mask() {
    Optional<StepMask> all = SAME;
    boolean first = true;
    for (NamedLayer each : layers) {
      Optional<StepMask> next = each.layer().mask();
      if (!next.equals(SAME)) {
        boolean begins = first;
        all = all.equals(SAME) ? next.filter(mask -> begins || !mask.begins()) : Optional.empty();
      }
      first = false;
    }
    return all;
  }

  /** Gives this branch with its layers as {@link Layer#masked()} gives them. */
  public Branch masked() {
    List<NamedLayer> masked =
        layers.stream()
            .map(each -> new NamedLayer(each.name(), each.layer().masked(), each.activation()))
            .toList();
    return new Branch(name, masked);
  }

  @Override
  public String toString() {
    return name + " " + layers;
  }
}
