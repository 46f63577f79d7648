package dev.espalier.compare;

import dev.espalier.report.chart.Numbers;
import dev.espalier.report.chart.Spread;
import java.util.List;

/**
 * What the seeds say of a candidate beside the baseline.
 *
 * @param candidate the candidate's name
 * @param baseline the baseline's name
 * @param metric what is compared
 * @param higher whether a higher value is better
 * @param differences the candidate's value less the baseline's, by seed
 */
record Judgement(
    String candidate, String baseline, String metric, boolean higher, List<Double> differences) {

  /** Gives the mean difference with its sign, or a dash where there is none. */
  String difference() {
    return differences.isEmpty() ? "-" : signed(spread().mean());
  }

  /** Gives the half width of the difference's interval in words. */
  String interval() {
    return differences.size() < 2
        ? "no interval from " + seeds()
        : "+- %s, %s".formatted(Numbers.text(spread().halfWidth()), seeds());
  }

  /** Gives the judgement as a sentence. */
  String sentence() {
    if (differences.isEmpty()) {
      return "%s cannot be compared with %s: no seed brought both to their end."
          .formatted(candidate, baseline);
    }
    String measured = "%s differs by %s".formatted(metric, difference());
    if (differences.size() == 1) {
      return "%s and %s have one seed in common, which cannot tell them apart: %s."
          .formatted(candidate, baseline, measured);
    }
    double mean = spread().mean();
    double half = spread().halfWidth();
    String detail =
        "%s, 95 %% interval %s to %s over %s"
            .formatted(measured, signed(mean - half), signed(mean + half), seeds());
    if (Math.abs(mean) <= half || Double.isNaN(mean)) {
      return "The seeds do not tell %s and %s apart: %s.".formatted(candidate, baseline, detail);
    }
    String place = mean > 0 == higher ? "better" : "worse";
    return "%s is %s than %s: %s.".formatted(candidate, place, baseline, detail);
  }

  private Spread spread() {
    return new Spread(candidate, differences);
  }

  private String seeds() {
    return differences.size() + (differences.size() == 1 ? " seed" : " seeds");
  }

  private static String signed(double value) {
    return (value > 0 ? "+" : "") + Numbers.text(value);
  }
}
