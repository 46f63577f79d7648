package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A recurrent layer, (steps x features) to (steps x units); the state starts at 0.
 *
 * <p>Parameters of layer k, with g gates (1 plain, 3 gru, 4 lstm): {@code weightIn-k} (g units x
 * in), {@code weightState-k} (g units x units), {@code biasIn-k} and {@code biasState-k} (g units).
 * Gates are in LibTorch's order: reset, update, new; input, forget, cell, output.
 *
 * @param cell the kind of cell
 * @param units the size of the state
 * @param layers the number of layers on top of each other; default 1
 * @param initial how all parameters start; default uniform within {@code 1/sqrt(units)}
 */
public record Recurrent(Cell cell, int units, int layers, Initial initial) implements Layer {
  /** The kinds of cell. */
  public enum Cell {
    /** {@code h' = tanh(W x + U h)}. */
    RNN(1),
    /** Gated recurrent unit (arXiv 1406.1078). */
    GRU(3),
    /** Long short-term memory (Hochreiter and Schmidhuber 1997). */
    LSTM(4);

    private final int gates;

    Cell(int gates) {
      this.gates = gates;
    }

    /** Gives the number of gates, and so of stacked weight blocks. */
    public int gates() {
      return gates;
    }
  }

  private static final int MOST_LAYERS = 1_000;

  /** Refuses sizes below 1 and more than 1,000 layers. */
  public Recurrent {
    Given.all("cell", cell, "initial", initial);
    if (units < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "%s(%s): units and layers (%s) must be at least 1. Try lstm(32)."
              .formatted(cell.name().toLowerCase(Locale.ROOT), units, layers));
    }
    if (layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "%s(%s): layers(%s), needed at most %s. Try layers(2)."
              .formatted(cell.name().toLowerCase(Locale.ROOT), units, layers, MOST_LAYERS));
    }
  }

  /** Gives one layer with the default start. */
  public static Recurrent of(Cell cell, int units) {
    return new Recurrent(cell, units, 1, Initial.uniform(1 / Math.sqrt(Math.max(units, 1))));
  }

  /** Gives this many layers on top of each other. */
  public Recurrent layers(int value) {
    return new Recurrent(cell, units, value, initial);
  }

  /** Gives this layer with another start of all parameters. */
  public Recurrent initial(Initial value) {
    return new Recurrent(cell, units, layers, value);
  }

  @Override
  public String kind() {
    return cell.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 2) {
      throw new MisfitException(
          this + " needs an input of (steps x features), but receives " + in,
          "reshape(steps, features) before it");
    }
    return in.with(1, units);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    List<ParameterSpec> specs = new ArrayList<>();
    long inputs = in.size(1);
    long rows = (long) cell.gates() * units;
    for (int k = 0; k < layers; k++) {
      specs.add(spec("weightIn-" + k, Dims.of(rows, inputs), inputs));
      specs.add(spec("weightState-" + k, Dims.of(rows, units), units));
      specs.add(spec("biasIn-" + k, Dims.of(rows), inputs));
      specs.add(spec("biasState-" + k, Dims.of(rows), units));
      inputs = units;
    }
    return specs;
  }

  private ParameterSpec spec(String name, Dims dims, long fanIn) {
    return ParameterSpec.trained(name, dims, fanIn, units, initial);
  }

  @Override
  public String toString() {
    return kind() + "(" + units + ")";
  }
}
