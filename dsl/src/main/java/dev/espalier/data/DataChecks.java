package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.describe.Dims;
import dev.espalier.describe.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What must hold between data and a network, or between training and validation data. */
public final class DataChecks {
  private DataChecks() {}

  /** Gives what is wrong with data to train on: the classes of which there is no row. */
  public static List<Problem> training(DataSet data) {
    if (!(data.kind() instanceof Classes classes)) {
      return List.of();
    }
    Findings findings = new Findings();
    List<String> absent =
        data.classCounts().entrySet().stream()
            .filter(each -> each.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    if (!absent.isEmpty() && classes.areNumbers()) {
      // Numbers that nobody chose as names: then it is the numbering that is wrong.
      findings.add(
          "labels",
          "found %s, but none of class %s among the %s rows to train on"
              .formatted(
                  Labels.different(IntStream.of(data.labels()).boxed()),
                  absent.get(0),
                  data.size()),
          Labels.NUMBERING + ", or split(...), which divides every class");
      return findings.problems();
    }
    for (String each : absent) {
      findings.add(
          "class " + each,
          "found none among the %s rows to train on, needed at least 1".formatted(data.size()),
          "split(...), which divides every class");
    }
    return findings.problems();
  }

  /**
   * Gives where data do not fit a network.
   *
   * @param input the shape that the network takes
   * @param output the shape that it gives
   */
  public static List<Problem> matches(DataSet data, Dims input, Dims output) {
    Findings findings = new Findings();
    if (!data.inputDims().equals(input)) {
      findings.add(
          "input",
          "the data have rows of %s, the network takes %s".formatted(data.inputDims(), input),
          "input" + text(data.inputDims()));
    }
    Dims needed = data.kind().outputDims();
    if (!needed.equals(output)) {
      findings.add(
          "output",
          "the data have %s, the network gives %s".formatted(data.kind(), output),
          needed.rank() == 1 ? "output" + text(needed) : "an output of shape " + needed);
    }
    return findings.problems();
  }

  /**
   * Gives where two data sets differ in what they must share to be evaluated by one network: input
   * shape, targets and normalisation.
   */
  public static List<Problem> alike(DataSet data, DataSet other) {
    Findings findings = new Findings();
    String where = "data set '" + other.name() + "'";
    if (!data.inputDims().equals(other.inputDims())) {
      findings.add(
          where,
          "found rows of %s, needed %s as '%s' has"
              .formatted(other.inputDims(), data.inputDims(), data.name()),
          "");
    }
    if (!data.kind().equals(other.kind())) {
      findings.add(
          where,
          "found targets %s, needed %s as '%s' has"
              .formatted(detail(other.kind()), detail(data.kind()), data.name()),
          "");
    }
    if (!data.normalization().equals(other.normalization())) {
      findings.add(
          where,
          "is not normalised as '" + data.name() + "' is",
          "split(...).standardized(), which learns on one part and changes both");
    }
    return findings.problems();
  }

  /**
   * Requires all of the above of the data of a training.
   *
   * @param validation what is evaluated; may be the training data
   * @param input the shape that the network takes
   * @param output the shape that it gives
   * @throws DataException if anything is wrong
   */
  public static void requireFit(DataSet training, DataSet validation, Dims input, Dims output) {
    Findings findings = new Findings();
    training(training).forEach(findings::add);
    matches(training, input, output).forEach(findings::add);
    alike(training, validation).forEach(findings::add);
    findings.throwIfAny(training.subject());
  }

  private static String detail(Targets kind) {
    return kind instanceof Classes classes ? classes.names().toString() : kind.toString();
  }

  private static String text(Dims dims) {
    return dims.toString().replace(" x ", ", ");
  }
}
