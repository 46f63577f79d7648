package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckException;
import dev.espalier.compile.formula.FormulaTrial;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Operators;
import java.util.List;

/** A layer computed by its formula, whatever layer it is. */
final class FormulaStep implements LayerStep {
  private final Place place;
  private final List<ParameterSpec> specs;
  private final List<LayerStep> branches;
  private final Form evaluation;
  private final Form training;
  private final Dims noiseDims;

  private FormulaStep(Layer layer, Place place) {
    this.place = place;
    specs = layer.parametersFor(place.input());
    noiseDims = layer.noiseDims(place.input());
    branches = Assembly.branches(layer, place);
    Formula formula = layer.formula(place.input());
    evaluation = Form.of(layer, formula, specs);
    Formula other = layer.trainingFormula(place.input());
    training = other.equals(formula) ? evaluation : Form.of(layer, other, specs);
    if (branches.isEmpty()) {
      FormulaTrial.require(layer, place.input(), specs);
    }
  }

  /**
   * Compiles a layer's formulas, and tries them on a small sample.
   *
   * @throws CheckException if LibTorch refuses one, or it gives another shape than the layer says
   */
  static LayerStep of(Layer layer, Place place) {
    try {
      return new FormulaStep(layer, place);
    } catch (MisfitException misfit) {
      throw new CheckException(
          "layer " + place.path(), List.of(Problem.at("layer " + place.path(), misfit)));
    }
  }

  @Override
  public NDArray apply(NDArray x, Call call) {
    Pass pass = call.pass();
    boolean trains = pass.training() && (pass.drops() || !training.noisy);
    Form form = trains ? training : evaluation;
    NDArray[] values = new NDArray[form.arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(form.arguments[i], x, call, trains);
    }
    return form.compiled.call(values);
  }

  private NDArray value(Argument argument, NDArray x, Call call, boolean trains) {
    return switch (argument.source()) {
      case INPUT -> x;
      case MASK -> call.steps().mask();
      case NOISE ->
          Operators.noise(
              x,
              Seeds.derive(call.pass().key(), "dropout", place.path()),
              new Shape(noiseDims.withBatch(x.size(0))));
      case BRANCH -> branches.get(argument.index()).apply(x, call);
      case PARAMETER -> {
        NDArray parameter = call.parameters()[place.first() + argument.index()];
        boolean copies =
            trains && !call.pass().updatesStatistics() && !specs.get(argument.index()).trainable();
        yield copies ? parameter.duplicate() : parameter;
      }
    };
  }

  /** A formula that is compiled, and what its inputs stand for. */
  private static final class Form {
    private final CompiledFormula compiled;
    private final Argument[] arguments;
    private final boolean noisy;

    private Form(CompiledFormula compiled, List<Argument> arguments) {
      this.compiled = compiled;
      this.arguments = arguments.toArray(Argument[]::new);
      this.noisy =
          arguments.stream().anyMatch(argument -> argument.source() == Argument.Source.NOISE);
    }

    static Form of(Layer layer, Formula formula, List<ParameterSpec> specs) {
      return new Form(CompiledFormula.of(formula), Argument.of(layer, formula, specs));
    }
  }
}
