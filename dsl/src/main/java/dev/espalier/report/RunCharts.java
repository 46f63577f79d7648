package dev.espalier.report;

import dev.espalier.report.chart.Curve;
import dev.espalier.report.chart.Curve.Point;
import dev.espalier.report.chart.CurveChart;
import dev.espalier.report.chart.CurveChart.Scale;
import dev.espalier.train.log.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The charts of a training, by name: what fell, what rose, what came to be alike. */
final class RunCharts {
  private static final Set<String> SHARES = Set.of("accuracy", "top3", "macroF1");
  private static final Set<String> ERRORS = Set.of("mse", "rse", "mae");
  private static final int MOST_STAGES = 24;

  private final Facts facts;
  private final List<EpochRecord> epochs;
  private final Map<String, CurveChart> charts = new LinkedHashMap<>();

  private RunCharts(Facts facts) {
    this.facts = facts;
    this.epochs = facts.log().epochs();
  }

  /** Gives the charts that have something to show. */
  static Map<String, CurveChart> of(Facts facts) {
    RunCharts drawn = new RunCharts(facts);
    drawn.losses();
    drawn.metrics();
    drawn.guidance();
    drawn.terms();
    drawn.measures();
    drawn.rate();
    return drawn.charts;
  }

  private void losses() {
    add(
        "loss",
        "Loss",
        Scale.AUTOMATIC,
        List.of(
            over("training, first term", epoch -> first(epoch.terms())),
            over("validation", epoch -> epoch.validation().get("loss"))));
  }

  private void metrics() {
    List<String> names = facts.keys(EpochRecord::validation);
    List<Curve> shares = new ArrayList<>();
    List<Curve> errors = new ArrayList<>();
    for (String name : names) {
      Curve curve = over(name, epoch -> epoch.validation().get(name));
      if (SHARES.contains(name)) {
        shares.add(curve);
      } else if (ERRORS.contains(name)) {
        errors.add(curve);
      } else if (!name.equals("loss")) {
        add("validation " + name, "Validation " + name, Scale.AUTOMATIC, List.of(curve));
      }
    }
    add("scores", "Validation scores", Scale.LINEAR, shares);
    add("errors", "Validation errors", Scale.AUTOMATIC, errors);
  }

  private void guidance() {
    List<Curve> likeness = new ArrayList<>();
    List<Curve> weights = new ArrayList<>();
    for (LinkCurve link : LinkCurve.all(facts)) {
      likeness.add(through(link, EpochRecord::terms));
      if (link.points().stream().map(LinkCurve.Point::weight).distinct().count() > 1) {
        weights.add(through(link, EpochRecord::weights));
      }
    }
    add(
        "guidance",
        "Guidance: how unlike the ends of each link are, 0 is alike",
        Scale.AUTOMATIC,
        likeness);
    add("guidance weights", "Guidance: the weight of each link", Scale.LINEAR, weights);
  }

  private Curve through(LinkCurve link, Function<EpochRecord, Map<String, Double>> part) {
    return over(
        link.link(),
        epoch -> epoch.stage().equals(link.stage()) ? part.apply(epoch).get(link.term()) : null);
  }

  private void terms() {
    int shown = 0;
    for (String stage : facts.stages()) {
      List<EpochRecord> own = facts.log().epochsOf(stage);
      List<String> names =
          own.stream().flatMap(epoch -> epoch.terms().keySet().stream()).distinct().toList();
      if (names.size() > 1 && shown++ < MOST_STAGES) {
        List<Curve> curves =
            names.stream().map(name -> curve(name, own, epoch -> epoch.terms().get(name))).toList();
        CurveChart chart =
            new CurveChart(
                "Stage " + stage + ": its terms",
                "epoch of the stage",
                curves,
                List.of(),
                Scale.AUTOMATIC);
        if (!chart.isEmpty()) {
          charts.put("terms " + stage, chart);
        }
      }
    }
  }

  private void measures() {
    for (String name : facts.keys(EpochRecord::measures)) {
      add(
          "measure " + name,
          "Measured in training: " + name,
          Scale.AUTOMATIC,
          List.of(over(name, epoch -> epoch.measures().get(name))));
    }
  }

  private void rate() {
    if (epochs.stream().map(EpochRecord::rate).distinct().count() > 1) {
      add("rate", "Learning rate", Scale.LINEAR, List.of(over("rate", EpochRecord::rate)));
    }
  }

  private void add(String name, String title, Scale scale, List<Curve> curves) {
    String axis = facts.stages().size() > 1 ? "epoch over all stages" : "epoch";
    CurveChart chart = new CurveChart(title, axis, curves, borders(), scale);
    if (!chart.isEmpty()) {
      charts.put(name, chart);
    }
  }

  private Curve over(String name, Function<EpochRecord, @Nullable Double> value) {
    return curve(name, epochs, value);
  }

  /** Gives a curve over epochs, with a gap at the end of a stage. */
  private static Curve curve(
      String name, List<EpochRecord> epochs, Function<EpochRecord, @Nullable Double> value) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < epochs.size(); i++) {
      if (i > 0 && !epochs.get(i).stage().equals(epochs.get(i - 1).stage())) {
        points.add(new Point(i + 0.5, Double.NaN));
      }
      Double y = value.apply(epochs.get(i));
      points.add(new Point(i + 1.0, Objects.requireNonNullElse(y, Double.NaN)));
    }
    return new Curve(name, points);
  }

  private static @Nullable Double first(Map<String, Double> values) {
    return values.values().stream().findFirst().orElse(null);
  }

  private List<Double> borders() {
    List<Double> borders = new ArrayList<>();
    for (int i = 1; i < epochs.size(); i++) {
      if (!epochs.get(i).stage().equals(epochs.get(i - 1).stage())) {
        borders.add(i + 0.5);
      }
    }
    return borders;
  }
}
