package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Adds to each step a vector of its place, (steps x size) to (steps x size).
 *
 * <p>Sinusoidal ones (arXiv 1706.03762) are no parameters: {@code sin(p / 10000^(2i / size))} and
 * {@code cos} of the same at features 2i and 2i + 1. Learned ones are the parameter {@code weight}
 * (steps x size). Rotary ones are part of attention, see {@link Attention.Builder#rotary()}.
 *
 * @param learned how learned vectors start; empty for sinusoidal ones
 */
public record Positions(Optional<Initial> learned) implements Layer {
  private static final double BASE = 10_000;

  /** Refuses null. */
  public Positions {
    Given.all("learned", learned);
  }

  /** Gives sinusoidal positions. */
  public static Positions standard() {
    return standard(all -> all);
  }

  /** Gives positions with settings. */
  public static Positions standard(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Choices.of("positions()"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "positions";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Sequences.require(this, in);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return learned
        .map(start -> ParameterSpec.trained("weight", in, in.size(0), in.size(1), start))
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public Formula formula(Dims in) {
    if (learned.isPresent()) {
      return Formula.of(kind(), List.of(INPUT, "weight"), "x + weight");
    }
    long pairs = (in.size(1) + 1) / 2;
    String text =
        """
        places = torch.arange(%1$s, dtype=torch.float64, device=x.device)
        rates = torch.pow(%2$s, torch.arange(%3$s, dtype=torch.float64, device=x.device) * %4$s)
        angles = torch.outer(places, rates)
        waves = torch.flatten(torch.stack([torch.sin(angles), torch.cos(angles)], -1), -2)
        return x + torch.to(torch.narrow(waves, 1, 0, %5$s), x.dtype)
        """
            .formatted(in.size(0), BASE, pairs, -2.0 / in.size(1), in.size(1));
    return Formula.of(kind(), List.of(INPUT), text);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    if (learned.isPresent()) {
      return Optional.of(List.of(OnnxNode.of("Add", INPUT, "weight")));
    }
    return Optional.of(
        List.of(
            OnnxNode.of("Constant").with("value_floats", waves(in)).as("waves"),
            OnnxNode.whole("shape", in.toArray()),
            OnnxNode.of("Reshape", "waves", "shape").as("places"),
            OnnxNode.of("Add", INPUT, "places")));
  }

  private static double[] waves(Dims in) {
    int size = Math.toIntExact(in.size(1));
    double[] waves = new double[Math.toIntExact(in.count())];
    for (int i = 0; i < waves.length; i++) {
      int step = i / size;
      int feature = i % size;
      int pair = feature / 2;
      double angle = step * Math.pow(BASE, -2.0 * pair / size);
      waves[i] = feature % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
    }
    return waves;
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public String toString() {
    return learned.isPresent() ? "learned positions()" : "positions()";
  }

  /** The settings of positions, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Optional<Initial>> LEARNED =
        new Setting<>("learned", Optional.empty());

    private final Choices choices;

    private Builder(Choices choices) {
      this.choices = choices;
    }

    /** Learns the vectors, which start normal of deviation 0.02. */
    public Builder learned() {
      return learned(Initial.normal(0.02));
    }

    /** Learns the vectors, and sets how they start. */
    public Builder learned(Initial initial) {
      Given.all("initial", initial);
      return new Builder(choices.with(LEARNED, Optional.of(initial), initial));
    }

    private Positions build() {
      return new Positions(choices.get(LEARNED));
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
    public Class<Positions> type() {
      return Positions.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("positions", Dims.of(3, 4), standard()),
          new Example("positions of an odd size", Dims.of(4, 3), standard()),
          new Example("learned positions", Dims.of(3, 2), standard(p -> p.learned())));
    }
  }
}
