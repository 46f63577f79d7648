package dev.espalier.report;

import dev.espalier.train.log.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How alike the two ends of a link were through a stage.
 *
 * @param link the link's name, {@code guide -> learner}
 * @param stage the stage in which it counted
 * @param term the term's name in that stage
 * @param points the epochs in which it counted, at least one
 */
record LinkCurve(String link, String stage, String term, List<Point> points) {

  /**
   * One epoch.
   *
   * @param epoch the epoch, from 1
   * @param weight the weight at its last step; an empty text if it was not logged
   * @param likeness the likeness, 0 where the ends agree
   */
  record Point(int epoch, Object weight, double likeness) {}

  /** Gives the curves of all links, in the order in which they first counted. */
  static List<LinkCurve> all(Facts facts) {
    List<LinkCurve> curves = new ArrayList<>();
    for (String stage : facts.stages()) {
      Map<String, List<Point>> points = new LinkedHashMap<>();
      Map<String, String> links = new LinkedHashMap<>();
      List<EpochRecord> epochs = facts.log().epochsOf(stage);
      for (EpochRecord epoch : epochs) {
        for (Map.Entry<String, Double> term : epoch.terms().entrySet()) {
          String name = term.getKey();
          if (links.computeIfAbsent(name, key -> facts.link(stage, key).orElse("")).isEmpty()) {
            continue;
          }
          Double weight = epoch.weights().get(name);
          points
              .computeIfAbsent(name, key -> new ArrayList<>())
              .add(new Point(epoch.epoch(), weight == null ? "" : weight, term.getValue()));
        }
      }
      points.forEach(
          (name, list) ->
              curves.add(new LinkCurve(links.getOrDefault(name, name), stage, name, list)));
    }
    return curves;
  }
}
