package dev.espalier.compile.loss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.PythonTwin;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.measure.label.Average;
import dev.espalier.describe.measure.label.F1;
import dev.espalier.describe.measure.label.Precision;
import dev.espalier.describe.measure.label.Recall;
import dev.espalier.describe.measure.several.HammingLoss;
import dev.espalier.describe.measure.several.LabelF1;
import dev.espalier.describe.measure.several.SubsetAccuracy;
import dev.espalier.train.recipe.Sampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every measure has scikit-learn's value, with weights of rows and without, and balanced sampling
 * its shares.
 */
final class MeasuresInPythonIT {
  private static final String PROGRAM = "measures.py";
  private static final int EPOCHS = 3000;

  private final Map<String, Measure> measures = new HashMap<>();

  MeasuresInPythonIT() {
    ServiceLoader.load(Measure.class).forEach(one -> measures.put(one.name(), one));
    for (Average average : Average.values()) {
      Stream.of(new F1(average), new Precision(average), new Recall(average))
          .forEach(one -> measures.put(one.name(), one));
      for (double at : new double[] {0.5, 0.25}) {
        measures.put(average.of("labelF1") + "@" + at, new LabelF1(average, at));
        measures.put("hammingLoss@" + at, new HammingLoss(at));
        measures.put("subsetAccuracy@" + at, new SubsetAccuracy(at));
      }
    }
  }

  @Test
  void areThoseOfScikitLearn(@TempDir Path folder) throws Exception {
    PythonTwin.run(text(), folder);
    Set<String> seen = new HashSet<>();

    Iterator<String> lines = Files.readAllLines(folder.resolve("measures")).iterator();
    while (lines.hasNext()) {
      String[] head = lines.next().split(" ", -1);
      double[] predictions = numbers(lines.next());
      double[] targets = numbers(lines.next());
      double[] weights = numbers(lines.next());
      if (head[1].equals("shares")) {
        assertShares(predictions, targets);
      }
      String line = lines.next();
      for (; !line.equals("end"); line = lines.next()) {
        String[] parts = line.split(" ", -1);
        seen.add(measure(parts[0]).name());
        assertValue(line, parts, outputs(head), predictions, targets, weights);
      }
    }
    assertThat(seen)
        .containsAll(ServiceLoader.load(Measure.class).stream().map(p -> p.get().name()).toList());
  }

  private void assertValue(
      String line,
      String[] parts,
      Outputs outputs,
      double[] predictions,
      double[] targets,
      double[] weights) {
    Accumulator all = CompiledMeasure.of(measure(parts[0]), outputs);
    int rows = predictions.length / outputs.width();
    int first = rows / 3;
    double[] rest = Arrays.copyOfRange(predictions, first * outputs.width(), predictions.length);
    double[] restOfTargets =
        Arrays.copyOfRange(targets, first * outputs.targetWidth(), targets.length);
    if (weights.length == 0) {
      all.add(predictions, targets, first);
      all.add(rest, restOfTargets, rows - first);
    } else {
      all.add(predictions, targets, weights, first);
      all.add(rest, restOfTargets, Arrays.copyOfRange(weights, first, rows), rows - first);
    }

    double wanted = parts[1].equals("nan") ? Double.NaN : Double.parseDouble(parts[1]);
    if (Double.isNaN(wanted)) {
      assertThat(all.value()).as("%s of %s, %s rows", line, outputs, rows).isEmpty();
    } else {
      assertThat(all.value().orElse(Double.NaN))
          .as("%s of %s, %s rows", line, outputs, rows)
          .isCloseTo(wanted, within(1e-9));
    }
  }

  /** Each class's and each row's share is its own within five standard deviations. */
  private static void assertShares(double[] shares, double[] targets) {
    int rows = targets.length;
    int[] labels = Arrays.stream(targets).mapToInt(each -> (int) each).toArray();
    double[] drawn = new double[rows];
    SplittableRandom random = new SplittableRandom(5);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int row : Sampling.BALANCED.order(labels, random)) {
        drawn[row]++;
      }
    }
    double draws = (double) EPOCHS * rows;
    for (int row = 0; row < rows; row++) {
      double deviation = Math.sqrt(shares[row] * (1 - shares[row]) / draws);
      assertThat(drawn[row] / draws)
          .as("row %s", row)
          .isCloseTo(shares[row], within(5 * deviation));
    }
  }

  private Measure measure(String name) {
    int output = name.indexOf('[');
    return output < 0
        ? Objects.requireNonNull(measures.get(name), name)
        : measure(name.substring(0, output))
            .ofOutput(Integer.parseInt(name.substring(output + 1, name.length() - 1)));
  }

  private static Outputs outputs(String[] head) {
    int width = Integer.parseInt(head[2]);
    return switch (head[1]) {
      case "logits" -> Outputs.ofClasses(width);
      case "scores" -> new Outputs(true, width, false);
      default -> Outputs.ofValues(width);
    };
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1))
        .filter(each -> !each.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String text() throws IOException {
    try (InputStream in = MeasuresInPythonIT.class.getResourceAsStream(PROGRAM)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
