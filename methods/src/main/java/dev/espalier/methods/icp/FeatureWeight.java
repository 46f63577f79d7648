package dev.espalier.methods.icp;

import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import java.util.Locale;

/**
 * The weight of one layer's features, {@code factor (1 - alpha)}, where alpha is {@link TaskShare}.
 *
 * @param share alpha
 * @param factor the layer's own factor
 */
record FeatureWeight(TaskShare share, double factor) implements Schedule {
  @Override
  public double at(Moment moment) {
    return factor * (1 - share.at(moment));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f (1 - alpha)", factor);
  }
}
