package dev.espalier.compare;

import dev.espalier.describe.problem.Shown;
import dev.espalier.report.chart.Numbers;
import dev.espalier.report.chart.Spread;
import java.util.List;

/**
 * What the seeds, or folds, say of a candidate beside the baseline.
 *
 * @param candidate the candidate's name
 * @param baseline the baseline's name
 * @param metric what is compared
 * @param higher whether a higher value is better
 * @param differences the candidate's value less the baseline's, by seed or fold
 * @param unit what differs between trainings, seed or fold
 * @param overlap how many test rows there are for each training row, where folds share these
 */
record Judgement(
    String candidate,
    String baseline,
    String metric,
    boolean higher,
    List<Double> differences,
    String unit,
    double overlap) {

  /** Judges seeds, which share no rows that matter. */
  Judgement(
      String candidate, String baseline, String metric, boolean higher, List<Double> differences) {
    this(candidate, baseline, metric, higher, differences, "seed", 0);
  }

  /** Gives the mean difference with its sign, or a dash where there is none. */
  String difference() {
    return differences.isEmpty() ? "-" : signed(spread().mean());
  }

  /** Gives the half width of the difference's interval in words. */
  String interval() {
    return differences.size() < 2
        ? "no interval from " + seeds()
        : "+- %s, %s".formatted(Numbers.text(halfWidth()), seeds());
  }

  /** Gives the judgement as a sentence. */
  String sentence() {
    if (differences.isEmpty()) {
      return "%s cannot be compared with %s: no %s brought both to their end."
          .formatted(candidate, baseline, unit);
    }
    String measured = "%s differs by %s".formatted(metric, difference());
    if (differences.size() == 1) {
      return "%s and %s have one %s in common, which cannot tell them apart: %s."
          .formatted(candidate, baseline, unit, measured);
    }
    double mean = spread().mean();
    double half = halfWidth();
    String detail =
        "%s, 95 %% interval %s to %s over %s"
            .formatted(measured, signed(mean - half), signed(mean + half), seeds());
    if (Math.abs(mean) <= half || Double.isNaN(mean)) {
      return "The %ss do not tell %s and %s apart: %s."
          .formatted(unit, candidate, baseline, detail);
    }
    String place = mean > 0 == higher ? "better" : "worse";
    return "%s is %s than %s: %s.".formatted(candidate, place, baseline, detail);
  }

  private Spread spread() {
    return new Spread(candidate, differences);
  }

  /** Student's interval; variances of folds are larger than they look (Nadeau and Bengio 2003). */
  double halfWidth() {
    return spread().halfWidth() * Math.sqrt(1 + differences.size() * overlap);
  }

  private String seeds() {
    return Shown.count(differences.size(), unit);
  }

  private static String signed(double value) {
    return (value > 0 ? "+" : "") + Numbers.text(value);
  }
}
