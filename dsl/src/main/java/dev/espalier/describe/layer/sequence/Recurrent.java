package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
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
 * A recurrent layer, (steps x features) to (steps x units), or in both directions to (steps x 2
 * units), first those of the way forth; the state starts at 0.
 *
 * <p>Parameters of layer k, with g gates (1 plain, 3 gru, 4 lstm): {@code weightIn-k} (g units x
 * in), {@code weightState-k} (g units x units), {@code biasIn-k} and {@code biasState-k} (g units).
 * Those of the way back end in {@code -reverse}, and the next layer's inputs are 2 units. Gates are
 * in LibTorch's order: reset, update, new; input, forget, cell, output.
 *
 * @param cell the kind of cell
 * @param units the size of the state
 * @param layers the number of layers on top of each other; default 1
 * @param start how the parameters start; default uniform within {@code 1/sqrt(units)}
 * @param isBidirectional whether steps are also walked from the last to the first; default false
 * @param isMasked whether over real steps only: padding changes no state, and its values are 0
 */
public record Recurrent(
    Cell cell,
    int units,
    int layers,
    RecurrentStart start,
    boolean isBidirectional,
    boolean isMasked)
    implements Layer {
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
    Given.all("cell", cell, "start", start);
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
    Sequences.require(this, in);
    return in.with(1, (long) directions() * units);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    List<ParameterSpec> specs = new ArrayList<>();
    long inputs = in.size(1);
    long rows = (long) cell.gates() * units;
    for (int k = 0; k < layers; k++) {
      for (int d = 0; d < directions(); d++) {
        String which = k + (d == 0 ? "" : "-reverse");
        specs.add(spec("weightIn-" + which, Dims.of(rows, inputs), inputs, start.input()));
        specs.add(spec("weightState-" + which, Dims.of(rows, units), units, start.state()));
        specs.add(spec("biasIn-" + which, Dims.of(rows), inputs, start.bias()));
        specs.add(spec("biasState-" + which, Dims.of(rows), units, start.bias()));
      }
      inputs = (long) directions() * units;
    }
    return specs;
  }

  private int directions() {
    return isBidirectional ? 2 : 1;
  }

  @Override
  public Recurrent masked() {
    return new Recurrent(cell, units, layers, start, isBidirectional, true);
  }

  private ParameterSpec spec(String name, Dims dims, long fanIn, Initial initial) {
    return ParameterSpec.trained(name, dims, fanIn, units, initial);
  }

  /** Gives {@code weight_ih_l0} for {@code weightIn-0}, and so on; the gates' order is the same. */
  @Override
  public String torchName(String parameter) {
    return parameter.replace("In-", "_ih_l").replace("State-", "_hh_l").replace('-', '_');
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Formula formula(Dims in) {
    List<String> inputs = new ArrayList<>(List.of(INPUT));
    parametersFor(in).forEach(spec -> inputs.add(Argument.inFormula(spec.name())));
    List<String> parameters = inputs.subList(1, inputs.size());
    return isMasked ? overRealSteps(in, List.copyOf(parameters)) : overAllSteps(inputs, parameters);
  }

  private Formula overAllSteps(List<String> inputs, List<String> parameters) {
    StringBuilder text = new StringBuilder("y = x\n");
    int each = 4 * directions();
    for (int from = 0; from < layers; from += AT_ONCE) {
      int to = Math.min(layers, from + AT_ONCE);
      text.append(call("y", to - from, parameters.subList(each * from, each * to), directions()));
    }
    return Formula.of(kind(), inputs, text + "return y");
  }

  /** Brings each sample's real steps to the front, walks them in either direction, and back. */
  private Formula overRealSteps(Dims in, List<String> parameters) {
    long steps = in.size(0);
    StringBuilder text =
        new StringBuilder(
            """
            places = torch.arange(%1$s, dtype=x.dtype, device=x.device)
            order = torch.argsort((1.0 - mask) * %1$s + places, 1)
            back = torch.unsqueeze(torch.argsort(order, 1), 2)
            count = torch.sum(mask, [1], True)
            flip = torch.where(places < count, count - 1.0 - places, places)
            turn = torch.unsqueeze(torch.to(flip, torch.int64), 2)
            real = torch.unsqueeze(torch.to(places < count, x.dtype), 2)
            y = torch.gather(x, 1, torch.unsqueeze(order, 2).expand([-1, %1$s, %2$s]))
            """
                .formatted(steps, in.size(1)));
    long features = in.size(1);
    for (int k = 0; k < layers; k++) {
      List<String> own = parameters.subList(4 * directions() * k, 4 * directions() * (k + 1));
      if (isBidirectional) {
        text.append(
                "r = torch.gather(y, 1, turn.expand([-1, %s, %s]))\n".formatted(steps, features))
            .append(call("y", 1, own.subList(0, 4), 1))
            .append(call("r", 1, own.subList(4, 8), 1))
            .append("r = torch.gather(r, 1, turn.expand([-1, %s, %s]))\n".formatted(steps, units))
            .append("y = torch.cat([y, r], 2) * real\n");
      } else {
        text.append(call("y", 1, own, 1)).append("y = y * real\n");
      }
      features = (long) directions() * units;
    }
    text.append("return torch.gather(y, 1, back.expand([-1, %s, %s]))".formatted(steps, features));
    List<String> inputs = new ArrayList<>(List.of(INPUT, MASK));
    inputs.addAll(parameters);
    return Formula.of(kind(), inputs, text.toString());
  }

  private String call(String value, int count, List<String> parameters, int directions) {
    String operator =
        switch (cell) {
          case RNN -> "%1$s, h = torch.rnn_tanh(%1$s, state";
          case GRU -> "%1$s, h = torch.gru(%1$s, state";
          case LSTM -> "%1$s, h, c = torch.lstm(%1$s, [state, state]";
        };
    // Always "training": there is no dropout in here, and CUDA refuses the gradient otherwise.
    return """
        state = torch.new_zeros(x, [%s, torch.size(x, 0), %s])
        %s, %s, True, %s, 0.0, True, %s, True)
        """
        .formatted(
            count * directions,
            units,
            operator.formatted(value),
            parameters,
            count,
            directions == 2 ? "True" : "False");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    if (isMasked) {
      // That format's own lengths know padding at the end only.
      return Optional.empty();
    }
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.whole("first", 0));
    nodes.add(OnnxNode.whole("second", 1));
    nodes.add(OnnxNode.whole("rows", rows()));
    nodes.add(OnnxNode.whole("joined", 0, 0, 2L * units));
    // Steps first; their own batch-first layout is not in every runtime.
    nodes.add(OnnxNode.of("Transpose", INPUT).with("perm", new long[] {1, 0, 2}).as("steps0"));
    for (int k = 0; k < layers; k++) {
      packed(nodes, "ins", "weightIn_" + k);
      packed(nodes, "states", "weightState_" + k);
      packed(nodes, "biases", "biasIn_" + k, "biasState_" + k);
      OnnxNode all =
          OnnxNode.of(cell.name(), "steps" + k, "ins", "states", "biases")
              .with("hidden_size", (long) units)
              .with("direction", isBidirectional ? "bidirectional" : "forward")
              .as("all");
      // LibTorch adds the state's bias before the reset gate.
      nodes.add(cell == Cell.GRU ? all.with("linear_before_reset", 1L) : all);
      // (steps, directions, batch, units).
      if (isBidirectional) {
        nodes.add(OnnxNode.of("Transpose", "all").with("perm", new long[] {0, 2, 1, 3}).as("both"));
        nodes.add(OnnxNode.of("Reshape", "both", "joined").as("steps" + (k + 1)));
      } else {
        nodes.add(OnnxNode.of("Squeeze", "all", "second").as("steps" + (k + 1)));
      }
    }
    nodes.add(OnnxNode.of("Transpose", "steps" + layers).with("perm", new long[] {1, 0, 2}));
    return Optional.of(nodes);
  }

  /**
   * Puts parameters of one layer, in that format's order of gates, behind one another, and the two
   * directions above one another.
   */
  private void packed(List<OnnxNode> nodes, String name, String... parameters) {
    String[] directions = isBidirectional ? new String[] {"", "_reverse"} : new String[] {""};
    List<String> all = new ArrayList<>();
    for (String direction : directions) {
      List<String> parts = new ArrayList<>();
      for (String parameter : parameters) {
        String sorted = "sorted_" + parameter + direction;
        nodes.add(OnnxNode.of("Gather", parameter + direction, "rows").as(sorted));
        parts.add(sorted);
      }
      String whole = name + direction;
      nodes.add(
          OnnxNode.of("Concat", parts.toArray(String[]::new)).with("axis", 0L).as(whole + "Rows"));
      nodes.add(OnnxNode.of("Unsqueeze", whole + "Rows", "first").as(whole + "Part"));
      all.add(whole + "Part");
    }
    nodes.add(OnnxNode.of("Concat", all.toArray(String[]::new)).with("axis", 0L).as(name));
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
    return "%s(%s)%s%s"
        .formatted(
            kind(),
            units,
            isBidirectional ? " in both directions" : "",
            isMasked ? " over real steps" : "");
  }

  /** The settings of a recurrent layer, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Integer> LAYERS = new Setting<>("layers", 1);
    private static final Setting<Optional<RecurrentStart>> INITIAL =
        new Setting<>("the start", Optional.empty());
    private static final Setting<Boolean> BIDIRECTIONAL = new Setting<>("bidirectional", false);

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
      return with(choices.with(INITIAL, Optional.of(RecurrentStart.of(value)), value));
    }

    /** Sets how the weights of inputs, the weights of the state and both biases start. */
    public Builder initial(Initial input, Initial state, Initial bias) {
      RecurrentStart start = new RecurrentStart(input, state, bias);
      return with(choices.with(INITIAL, Optional.of(start), start));
    }

    /** Walks the steps from the last to the first as well, and gives the values of both ways. */
    public Builder bidirectional() {
      return with(choices.with(BIDIRECTIONAL, true));
    }

    private Builder with(Choices more) {
      return new Builder(cell, units, more);
    }

    private Recurrent build() {
      return new Recurrent(
          cell,
          units,
          choices.get(LAYERS),
          choices.get(INITIAL).orElseGet(() -> RecurrentStart.standard(units)),
          choices.get(BIDIRECTIONAL),
          false);
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
          new Example("three layers of lstm", Dims.of(3, 2), of(Cell.LSTM, 3, r -> r.layers(3))),
          new Example("rnn both ways", Dims.of(3, 2), of(Cell.RNN, 2, r -> r.bidirectional())),
          new Example(
              "gru both ways", Dims.of(3, 2), of(Cell.GRU, 2, r -> r.bidirectional().layers(2))),
          new Example("lstm both ways", Dims.of(3, 2), of(Cell.LSTM, 2, r -> r.bidirectional())),
          new Example("gru over real steps", Dims.of(4, 2), of(Cell.GRU, 3).masked()),
          new Example(
              "lstm both ways over real steps",
              Dims.of(4, 2),
              of(Cell.LSTM, 2, r -> r.bidirectional().layers(2)).masked()));
    }
  }
}
