package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * Sets each value to 0 with a probability in training, and scales the others so that the mean stays
 * (Srivastava et al. 2014); the identity else.
 *
 * @param rate the probability, at least 0 and below 1
 */
public record Dropout(double rate) implements Layer {

  /** Refuses a rate outside [0, 1). */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout(" + rate + "): the rate lies in [0, 1). Try dropout(0.5).");
    }
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Dims outputOf(Dims in) {
    return in;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("dropout", List.of(INPUT), INPUT);
  }

  @Override
  public Formula trainingFormula(Dims in) {
    return rate == 0
        ? formula(in)
        : Formula.of("dropout", List.of(INPUT, NOISE), dropped(INPUT, rate));
  }

  /**
   * Gives a formula's text of a value with some of its numbers 0, and the others scaled up, by
   * {@link Layer#NOISE}.
   *
   * @param value what the formula calls the value
   * @param rate the probability with which a number is 0
   */
  public static String dropped(String value, double rate) {
    Given.all("value", value);
    // The rate as it is met by 32 bits for each value, and the scale that is exact for it.
    double met = Math.floor(rate * 0x1p32) / 0x1p32;
    return "%s * (noise >= %s) * %s".formatted(value, met, 1 / (1 - met));
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of());
  }

  @Override
  public String toString() {
    return "dropout(" + rate + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Dropout> type() {
      return Dropout.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("dropout", Dims.of(6), new Dropout(0.4)),
          new Example("no dropout", Dims.of(3), new Dropout(0)));
    }
  }
}
