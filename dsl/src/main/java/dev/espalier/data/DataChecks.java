package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold between the data of a training and its networks. */
public final class DataChecks {
  private DataChecks() {}

  /** Says whether classes that are only numbered have gaps, so that their number tells nothing. */
  public static boolean misnumbered(DataSet data) {
    Given.all("data", data);
    return data.kind() instanceof Classes classes
        && classes.numbered()
        && data.classCounts().containsValue(0);
  }

  /** Gives what is wrong with data to train on: the classes of which there is no row. */
  public static List<Problem> training(DataSet data) {
    Given.all("data", data);
    if (!(data.kind() instanceof Classes classes)) {
      return List.of();
    }
    Findings findings = new Findings();
    List<String> absent =
        data.classCounts().entrySet().stream()
            .filter(each -> each.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    if (!absent.isEmpty() && classes.numbered()) {
      // Numbers that nobody chose as names: then it is the numbering that is wrong.
      findings.add(
          "labels",
          "found %s, but none of class %s among the %s rows to train on"
              .formatted(
                  Labels.different(
                      data.classCounts().entrySet().stream()
                          .filter(each -> each.getValue() > 0)
                          .map(each -> Integer.valueOf(each.getKey()))),
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
   * Gives where the inputs of data do not fit networks.
   *
   * @param input the shape that the networks take
   */
  public static List<Problem> inputs(DataSet data, Dims input) {
    Given.all("data", data, "input", input);
    return data.inputDims().equals(input)
        ? List.of()
        : List.of(
            new Problem(
                "input",
                "the data have rows of %s, the network takes %s".formatted(data.inputDims(), input),
                "input" + text(data.inputDims())));
  }

  /**
   * Gives why an output cannot be measured against targets.
   *
   * @param where what gives the output
   * @param output its shape
   */
  public static Optional<Problem> output(String where, Dims output, Targets targets) {
    Given.all("where", where, "output", output, "targets", targets);
    Dims needed = targets.outputDims();
    if (output.equals(needed)) {
      return Optional.empty();
    }
    boolean lone = targets instanceof Classes && output.equals(Dims.of(1));
    return Optional.of(
        new Problem(
            where,
            "it gives %s, and the data have %s, which need %s%s"
                .formatted(
                    output,
                    targets,
                    needed,
                    lone ? ": one value for each class, also where there are two" : ""),
            advice(needed, targets)));
  }

  private static String advice(Dims needed, Targets targets) {
    if (targets instanceof Classes classes && classes.dense() && needed.rank() < 4) {
      return classes.cells().rank() == 1
          ? "outputEachStep(" + classes.count() + ")"
          : "outputEachPixel(" + classes.count() + ")";
    }
    return needed.rank() == 1 ? "output" + text(needed) : "an output of shape " + needed;
  }

  private static String text(Dims dims) {
    return dims.toString().replace(" x ", ", ");
  }
}
