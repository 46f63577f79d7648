package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;

/**
 * The mean of {@code -log(p)}, {@code p} the probability of the label, whatever loss was trained
 * with. It is scikit-learn's {@code log_loss}, without its bound for a probability of 0.
 */
@AutoService(Measure.class)
public record LogLoss() implements Measure {
  @Override
  public String name() {
    return "logLoss";
  }

  @Override
  public Better better() {
    return Better.SMALLER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs.classes() && outputs.logits();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new MeanLoss().over(outputs);
  }
}
