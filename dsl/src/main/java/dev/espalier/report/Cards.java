package dev.espalier.report;

import dev.espalier.train.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The headline numbers of a page. */
final class Cards {
  /** What a reader asks first, best known first. */
  private static final List<String> HEADLINES = List.of("accuracy", "mse", "psnr", "rse", "loss");

  private static final int MOST_METRICS = 2;

  private Cards() {}

  static String html(Facts facts) {
    StringBuilder html = new StringBuilder();
    Optional<Evaluation> result = facts.result();
    result.ifPresent(
        evaluation ->
            HEADLINES.stream()
                .filter(evaluation.metrics()::containsKey)
                .limit(MOST_METRICS)
                .forEach(
                    name ->
                        html.append(
                            card(
                                Numbers.text(evaluation.metric(name)),
                                name,
                                evaluation.readout() + " on " + evaluation.data()))));
    html.append(
        card(
            Numbers.grouped(facts.hierarchy().trainable()),
            "parameters",
            plural(facts.hierarchy().networks().size(), "network")));
    html.append(
        card(
            Numbers.grouped(facts.log().epochs().size()),
            "epochs",
            plural(facts.log().stages().size(), "stage")
                + ", "
                + Numbers.grouped(facts.log().steps())
                + " steps"));
    html.append(card(Numbers.duration(facts.log().seconds()), "training time", device(facts)));
    return html.toString();
  }

  private static String device(Facts facts) {
    Map<String, String> environment = facts.environment();
    String device = environment.get("device");
    return device == null ? "" : "on " + device;
  }

  private static String plural(int count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }

  private static String card(String value, String name, String about) {
    return Html.block(
        "div",
        "card",
        Html.block("div", "value", Html.escape(value))
            + Html.block("div", "name", Html.escape(name))
            + Html.block("div", "about", Html.escape(about)));
  }
}
