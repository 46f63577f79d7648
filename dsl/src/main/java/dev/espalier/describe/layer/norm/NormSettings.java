package dev.espalier.describe.layer.norm;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Setting;

/** The settings of normalisations, each given at most once; a persistent value. */
public abstract class NormSettings<B extends NormSettings<B>> {
  private static final Setting<Double> EPSILON = new Setting<>("epsilon", 1e-5);
  private static final Setting<Initial> GAMMA = new Setting<>("gamma", Initial.ones());
  private static final Setting<Initial> BETA = new Setting<>("beta", Initial.zeros());

  final Choices choices;

  NormSettings(Choices choices) {
    this.choices = choices;
  }

  /** Sets what is added to the variance; default 1e-5. */
  public B epsilon(double value) {
    return with(choices.with(EPSILON, value));
  }

  /**
   * Sets how the factors start; default ones. Zeros in the last norm of each residual's body let
   * the network start as if it had none of them (arXiv 1706.02677).
   */
  public B gamma(Initial initial) {
    Given.all("initial", initial);
    return with(choices.with(GAMMA, initial));
  }

  /** Sets how the offsets start; default zeros. */
  public B beta(Initial initial) {
    Given.all("initial", initial);
    return with(choices.with(BETA, initial));
  }

  final double epsilon() {
    return choices.get(EPSILON);
  }

  final Initial gamma() {
    return choices.get(GAMMA);
  }

  final Initial beta() {
    return choices.get(BETA);
  }

  abstract B with(Choices more);

  @Override
  public String toString() {
    return choices.toString();
  }
}
