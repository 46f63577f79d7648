package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
  // A statement of a formula has so many words at most.
  private static final int AT_ONCE = 16;

  /** Refuses sizes below 1 and more than 1,000 layers. */
  public Recurrent {
    Given.all("cell", cell, "initial", initial);
    if (units < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "%s(%s): units and layers (%s) must be at least 1. Try lstm(32)."
              .formatted(name(cell), units, layers));
    }
    if (layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "%s(%s): layers(%s), needed at most %s. Try layers(2)."
              .formatted(name(cell), units, layers, MOST_LAYERS));
    }
  }

  /** Gives one layer with the default start. */
  public static Recurrent of(Cell cell, int units) {
    return of(cell, units, all -> all);
  }

  /** Gives a layer with settings. */
  public static Recurrent of(Cell cell, int units, UnaryOperator<Builder> settings) {
    Given.all("cell", cell, "settings", settings);
    Builder all = new Builder(cell, units, Choices.of(name(cell) + "(" + units + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  private static String name(Cell cell) {
    return cell.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String kind() {
    return name(cell);
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

  /** Gives {@code weight_ih_l0} for {@code weightIn-0}, and so on; the gates' order is the same. */
  @Override
  public String torchName(String parameter) {
    return parameter.replace("In-", "_ih_l").replace("State-", "_hh_l");
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Formula formula(Dims in) {
    List<String> inputs = new ArrayList<>(List.of(INPUT));
    parametersFor(in).forEach(spec -> inputs.add(Argument.inFormula(spec.name())));
    StringBuilder text = new StringBuilder("y = x\n");
    for (int from = 0; from < layers; from += AT_ONCE) {
      int to = Math.min(layers, from + AT_ONCE);
      text.append(call(to - from, inputs.subList(1 + 4 * from, 1 + 4 * to)));
    }
    return Formula.of(kind(), inputs, text + "return y");
  }

  private String call(int count, List<String> parameters) {
    String operator =
        switch (cell) {
          case RNN -> "y, h = torch.rnn_tanh(y, state";
          case GRU -> "y, h = torch.gru(y, state";
          case LSTM -> "y, h, c = torch.lstm(y, [state, state]";
        };
    // Always "training": there is no dropout in here, and CUDA refuses the gradient otherwise.
    return """
        state = torch.new_zeros(x, [%s, torch.size(x, 0), %s])
        %s, %s, True, %s, 0.0, True, False, True)
        """
        .formatted(count, units, operator, parameters, count);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.whole("first", 0));
    nodes.add(OnnxNode.whole("second", 1));
    nodes.add(OnnxNode.whole("rows", rows()));
    // Steps first; their own batch-first layout is not in every runtime.
    nodes.add(OnnxNode.of("Transpose", INPUT).with("perm", new long[] {1, 0, 2}).as("steps0"));
    for (int k = 0; k < layers; k++) {
      nodes.add(OnnxNode.of("Gather", "weightIn_" + k, "rows").as("in"));
      nodes.add(OnnxNode.of("Unsqueeze", "in", "first").as("ins"));
      nodes.add(OnnxNode.of("Gather", "weightState_" + k, "rows").as("state"));
      nodes.add(OnnxNode.of("Unsqueeze", "state", "first").as("states"));
      nodes.add(OnnxNode.of("Gather", "biasIn_" + k, "rows").as("biasIn"));
      nodes.add(OnnxNode.of("Gather", "biasState_" + k, "rows").as("biasState"));
      nodes.add(OnnxNode.of("Concat", "biasIn", "biasState").with("axis", 0L).as("bias"));
      nodes.add(OnnxNode.of("Unsqueeze", "bias", "first").as("biases"));
      OnnxNode all =
          OnnxNode.of(cell.name(), "steps" + k, "ins", "states", "biases")
              .with("hidden_size", (long) units)
              .as("all");
      // LibTorch adds the state's bias before the reset gate.
      nodes.add(cell == Cell.GRU ? all.with("linear_before_reset", 1L) : all);
      // (steps, directions, batch, units), of one direction.
      nodes.add(OnnxNode.of("Squeeze", "all", "second").as("steps" + (k + 1)));
    }
    nodes.add(OnnxNode.of("Transpose", "steps" + layers).with("perm", new long[] {1, 0, 2}));
    return Optional.of(nodes);
  }

  /** Gives the rows of a parameter in ONNX's order of gates. */
  private long[] rows() {
    int[] order =
        switch (cell) {
          case RNN -> new int[] {0};
          case GRU -> new int[] {1, 0, 2};
          case LSTM -> new int[] {0, 3, 1, 2};
        };
    long[] rows = new long[order.length * units];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (long) order[i / units] * units + i % units;
    }
    return rows;
  }

  @Override
  public String toString() {
    return kind() + "(" + units + ")";
  }

  /** The settings of a recurrent layer, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Integer> LAYERS = new Setting<>("layers", 1);
    private static final Setting<Optional<Initial>> INITIAL =
        new Setting<>("the start", Optional.empty());

    private final Cell cell;
    private final int units;
    private final Choices choices;

    private Builder(Cell cell, int units, Choices choices) {
      this.cell = cell;
      this.units = units;
      this.choices = choices;
    }

    /** Sets the number of layers on top of each other; default 1. */
    public Builder layers(int value) {
      return with(choices.with(LAYERS, value));
    }

    /** Sets how all parameters start; default uniform within {@code 1/sqrt(units)}. */
    public Builder initial(Initial value) {
      Given.all("value", value);
      return with(choices.with(INITIAL, Optional.of(value), value));
    }

    private Builder with(Choices more) {
      return new Builder(cell, units, more);
    }

    private Recurrent build() {
      Initial standard = Initial.uniform(1 / Math.sqrt(Math.max(units, 1)));
      return new Recurrent(cell, units, choices.get(LAYERS), choices.get(INITIAL).orElse(standard));
    }

    @Override
    public String toString() {
      return choices.toString();
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Recurrent> type() {
      return Recurrent.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("rnn", Dims.of(3, 2), of(Cell.RNN, 4)),
          new Example("gru", Dims.of(3, 2), of(Cell.GRU, 3)),
          new Example("lstm", Dims.of(3, 2), of(Cell.LSTM, 3)),
          new Example("three layers of lstm", Dims.of(3, 2), of(Cell.LSTM, 3, r -> r.layers(3))));
    }
  }
}
