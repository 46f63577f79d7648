package dev.espalier.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Run;
import dev.espalier.testkit.method.MethodContract;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.log.Evaluation;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered method promises; see {@link ResumeContractIT} for going on. */
final class MethodContractIT {

  static Stream<TrainingCase> cases() {
    return Cases.registered();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itKeepsTheContract(TrainingCase each, @TempDir Path folder) {
    MethodContract.require(each, folder);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itLearnsASmallProblem(TrainingCase each) {
    try (Run run = each.run(r -> r.epochs(40))) {
      Evaluation result = run.result();

      if (result.confusion().isEmpty()) {
        assertThat(result.metric("mse")).isLessThan(0.25);
      } else {
        assertThat(result.metric("accuracy")).isGreaterThan(0.75);
      }
    }
  }
}
