package dev.espalier.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedLayer;
import dev.espalier.compile.Pass;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A layer computed by nothing but its text and the texts of the layers inside it. */
final class LayerTexts {
  private final CheckedLayer layer;
  private final String path;
  private final Map<String, NDArray> parameters;
  private @Nullable NDArray mask;

  /**
   * Takes a layer and its parameters' values, in its order.
   *
   * @param path the names of network and layer, with a dot between
   */
  LayerTexts(CheckedLayer layer, String path, List<NDArray> values) {
    this.layer = layer;
    this.path = path;
    List<ParameterSpec> specs = layer.parameters();
    parameters =
        IntStream.range(0, specs.size())
            .boxed()
            .collect(Collectors.toMap(i -> path + "." + specs.get(i).name(), values::get));
  }

  /** Takes which steps of the input are real. */
  LayerTexts masked(NDArray real) {
    mask = real;
    return this;
  }

  NDArray forward(NDArray x, Pass pass) {
    return forward(layer.layer(), path, layer.input(), x, pass);
  }

  private NDArray forward(Layer inside, String place, Dims in, NDArray x, Pass pass) {
    List<ParameterSpec> specs = inside.parametersFor(in);
    Formula evaluation = inside.formula(in);
    Formula training = inside.trainingFormula(in);
    boolean trains = pass.training() && (pass.drops() || !training.inputs().contains(Layer.NOISE));
    Formula formula = trains ? training : evaluation;
    Function<Argument, NDArray> value =
        argument ->
            switch (argument.source()) {
              case INPUT -> x;
              case MASK -> Objects.requireNonNull(mask);
              case NOISE ->
                  Operators.noise(
                      x,
                      Seeds.derive(pass.key(), "dropout", place),
                      new Shape(inside.noiseDims(in).withBatch(x.size(0))));
              case BRANCH -> chain(inside.branches().get(argument.index()), place, in, x, pass);
              case PARAMETER ->
                  Objects.requireNonNull(
                      parameters.get(place + "." + specs.get(argument.index()).name()));
            };
    return CompiledFormula.of(formula)
        .call(Argument.of(inside, formula, specs).stream().map(value).toArray(NDArray[]::new));
  }

  private NDArray chain(Branch branch, String place, Dims in, NDArray x, Pass pass) {
    NDArray value = x;
    Dims dims = in;
    for (NamedLayer each : new ArrayList<>(branch.layers())) {
      String name = "%s.%s.%s".formatted(place, branch.name(), each.name());
      value = forward(each.layer(), name, dims, value, pass);
      value = CompiledFormula.of(each.activation().formula()).call(value);
      dims = each.layer().outputOf(dims);
    }
    return value;
  }
}
