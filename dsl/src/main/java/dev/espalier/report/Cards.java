package dev.espalier.report;

import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Shown;
import dev.espalier.report.chart.Numbers;
import dev.espalier.train.log.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The headline numbers of a page. */
final class Cards {
  /** What a reader asks first, best known first; an error is in the targets' own units. */
  private static final List<String> HEADLINES = List.of("accuracy", "rmse", "r2", "psnr", "loss");

  private static final int MOST_METRICS = 2;

  private Cards() {}

  static List<Headline> of(Facts facts) {
    List<Headline> cards = new ArrayList<>();
    Optional<Evaluation> result = facts.result();
    result.ifPresent(
        evaluation ->
            Stream.concat(
                    HEADLINES.stream().limit(2),
                    Stream.concat(
                        facts.recipe().measures().stream().map(Measure::name),
                        HEADLINES.stream().skip(2)))
                .distinct()
                .filter(name -> value(evaluation, name).isPresent())
                .limit(MOST_METRICS)
                .forEach(
                    name ->
                        cards.add(
                            new Headline(
                                Numbers.text(value(evaluation, name).orElseThrow()),
                                name,
                                evaluation.readout() + " on " + evaluation.data()))));
    cards.add(
        new Headline(
            Numbers.grouped(facts.hierarchy().trainable()),
            "parameters",
            Shown.count(facts.hierarchy().networks().size(), "network")));
    cards.add(
        new Headline(
            Numbers.grouped(facts.log().epochs().size()),
            "epochs",
            Shown.count(facts.log().stages().size(), "stage")
                + ", "
                + Numbers.grouped(facts.log().steps())
                + " steps"));
    cards.add(
        new Headline(Numbers.duration(facts.log().seconds()), "training time", device(facts)));
    return cards;
  }

  /** Gives a metric; the root of the mean square where it was not measured by itself. */
  private static Optional<Double> value(Evaluation evaluation, String name) {
    Map<String, Double> metrics = evaluation.metrics();
    Optional<Double> measured = Optional.ofNullable(metrics.get(name));
    return measured.isEmpty() && name.equals("rmse")
        ? Optional.ofNullable(metrics.get("mse")).map(Math::sqrt)
        : measured;
  }

  private static String device(Facts facts) {
    Map<String, String> environment = facts.environment();
    String device = environment.get("device");
    return device == null ? "" : "on " + device;
  }
}
