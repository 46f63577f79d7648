package dev.espalier.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.MisfitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The step of an optimizer's text over all parameters, in one call; equal texts are compiled once.
 */
public final class UpdateScript {
  static final String STEP = "step_all";

  private static final ConcurrentMap<Formula, Script> COMPILED = new ConcurrentHashMap<>();
  private static final List<Shape> PROBES =
      List.of(new Shape(3), new Shape(2, 3), new Shape(2, 3, 2, 2));

  private UpdateScript() {}

  /** Gives the compiled step of an optimizer's text. */
  static Script of(Optimizer optimizer) {
    return COMPILED.computeIfAbsent(optimizer.formula(), UpdateScript::compile);
  }

  /**
   * Gives what is wrong with an optimizer's text: LibTorch refuses it, or it gives a parameter or a
   * running value of another shape. One with a kernel of the library is not looked at.
   */
  public static Optional<MisfitException> misfit(Optimizer optimizer) {
    if (optimizer.kernel().isPresent()) {
      return Optional.empty();
    }
    try (NDManager manager = NDManager.newBaseManager(ai.djl.Device.cpu(), Torch.ENGINE);
        Autograd.Mode paused = Autograd.paused()) {
      for (Shape shape : PROBES) {
        probe(optimizer, manager, shape);
      }
      return Optional.empty();
    } catch (MisfitException e) {
      return Optional.of(e);
    }
  }

  private static void probe(Optimizer optimizer, NDManager manager, Shape shape) {
    List<NDArray> inputs = new ArrayList<>(List.of(manager.ones(shape), manager.ones(shape)));
    inputs.add(manager.create(1f));
    inputs.add(manager.create(0.1f));
    optimizer.states().forEach(state -> inputs.add(manager.zeros(shape)));
    List<NDArray> given;
    try {
      CompiledFormula formula = CompiledFormula.of(optimizer.formula());
      NDArray[] arguments = inputs.toArray(NDArray[]::new);
      given =
          optimizer.states().isEmpty()
              ? List.of(formula.call(arguments))
              : formula.callForAll(manager, arguments);
    } catch (EngineException e) {
      throw new MisfitException(
          "optimizer '%s': its update fails on a parameter of shape %s"
              .formatted(optimizer.name(), shape),
          "operators by element, which fit every shape");
    }
    for (int i = 0; i < given.size(); i++) {
      if (!given.get(i).getShape().equals(shape)) {
        throw new MisfitException(
            "optimizer '%s': its update gives %s of shape %s for a parameter of shape %s, needed the same"
                .formatted(
                    optimizer.name(),
                    i == 0 ? "a parameter" : "'" + optimizer.states().get(i - 1) + "'",
                    given.get(i).getShape(),
                    shape),
            "operators by element, which keep the shape");
      }
    }
  }

  private static Script compile(Formula formula) {
    List<String> inputs = formula.inputs();
    int states = formula.outputs() - 1;
    StringBuilder lists = new StringBuilder();
    StringBuilder each = new StringBuilder();
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < states; i++) {
      lists.append("s%s: List[Tensor], ".formatted(i));
      each.append(", s%s[i]".formatted(i));
      kept.append("    s%s[i].copy_(new%s)\n".formatted(i, i));
    }
    String call = "self.update_one(parameters[i], grads[i], step, rate_now%s)".formatted(each);
    // What an update gives may be one of its inputs, which must not change before all are copied.
    StringBuilder taken = new StringBuilder();
    if (states == 0) {
      taken.append("    new = ").append(call).append("\n");
    } else {
      taken.append("    out = ").append(call).append("\n    new = out[0].clone()\n");
      for (int i = 0; i < states; i++) {
        taken.append("    new%s = out[%s].clone()\n".formatted(i, i + 1));
      }
    }
    String takes = String.join(", ", inputs.stream().map(input -> input + ": Tensor").toList());
    String source =
        Operators.source()
            + "\n"
            + CompiledFormula.function("update_one", takes, formula.text(), formula.outputs())
            + "\n"
            + """
            def step_all(parameters: List[Tensor], steps: List[Tensor], %srate: float, clip: float) -> None:
              grads = self.ready(parameters, steps, clip)
              step = steps[0].to(parameters[0].dtype)
              rate_now = torch.full_like(step, rate)
              for i in range(len(parameters)):
            %s    parameters[i].copy_(new)
            %s  torch._foreach_zero_(grads)
            """
                .formatted(lists, taken, kept);
    return CompiledFormula.define(formula.name(), source);
  }
}
