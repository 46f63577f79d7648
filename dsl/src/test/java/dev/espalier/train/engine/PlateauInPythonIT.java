package dev.espalier.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.PythonTwin;
import dev.espalier.describe.measure.Accuracy;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.train.recipe.Plateau;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rate on a plateau goes as torch's {@code ReduceLROnPlateau} has it. */
final class PlateauInPythonIT {
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch
      except ImportError:
          sys.exit(77)
      torch.manual_seed(2)
      with open(sys.argv[1] + '/rates', 'w') as out:
          for mode in ('min', 'max'):
              for factor in (.1, .5):
                  for patience in (0, 1, 4):
                      for least in (0., .25):
                          p = torch.nn.Parameter(torch.zeros(1))
                          optimizer = torch.optim.SGD([p], lr=1.)
                          rule = torch.optim.lr_scheduler.ReduceLROnPlateau(
                              optimizer, mode, factor, patience, least, 'abs', eps=0)
                          values = torch.round(torch.randn(60, dtype=torch.float64) * 8) / 8
                          values -= torch.arange(60) * (.02 if mode == 'min' else -.02)
                          rates = []
                          for value in values.tolist():
                              rule.step(value)
                              rates.append(optimizer.param_groups[0]['lr'])
                          print(mode, factor, patience, least, file=out)
                          print(*values.tolist(), file=out)
                          print(*rates, file=out)
      """;

  @Test
  void goesAsInTorch(@TempDir Path folder) throws Exception {
    PythonTwin.run(PROGRAM, folder);
    List<String> lines = Files.readAllLines(folder.resolve("rates"));

    assertThat(lines).hasSize(72);
    for (int i = 0; i < lines.size(); i += 3) {
      PlateauRule rule = new PlateauRule(Optional.of(plateau(lines.get(i))));
      double[] rates =
          Arrays.stream(numbers(lines.get(i + 1)))
              .map(
                  value -> {
                    rule.after(value);
                    return rule.multiplier();
                  })
              .toArray();
      double[] wanted = numbers(lines.get(i + 2));
      for (int epoch = 0; epoch < rates.length; epoch++) {
        assertThat(rates[epoch])
            .as("%s, epoch %s", lines.get(i), epoch)
            .isCloseTo(wanted[epoch], within(1e-14 * wanted[epoch]));
      }
    }
  }

  private static Plateau plateau(String line) {
    String[] parts = line.split(" ", -1);
    return new Plateau(
        Double.parseDouble(parts[1]),
        Integer.parseInt(parts[2]),
        parts[0].equals("min") ? new MeanLoss() : new Accuracy(),
        Double.parseDouble(parts[3]));
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
