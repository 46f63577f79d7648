package dev.espalier.methods;

import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Description;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.TrainingMethod;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method trains classes and values side by side. */
final class SeveralOutputsIT {
  private static final DataSet TEST = SeveralOutputsCases.points(200, 9);

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(SeveralOutputsCases.chain(), selfAbstraction()),
        Arguments.of(SeveralOutputsCases.grades(), multigrade()),
        Arguments.of(
            SeveralOutputsCases.plain(16),
            supervised().then(reversePropagation(p -> p.to("h").epochs(5)))));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bothOutputsAreLearned(Description description, TrainingMethod method) {
    try (Run run =
        train(
            description,
            method,
            r ->
                r.multitask(SeveralOutputsCases.POINTS)
                    .validate(TEST)
                    .batch(20)
                    .adam(0.02)
                    .epochs(40)
                    .seed(2)
                    .quiet())) {
      assertThat(run.evaluate(TEST).metric("quarter accuracy")).isGreaterThan(0.92);
      assertThat(run.evaluate(TEST).metric("polar r2")).isGreaterThan(0.9);
    }
  }

  @Test
  void aSumOfGradesSaysProbabilitiesAndItsLossIsHalfTheSquaredDistance() {
    try (Run run =
        train(
            SeveralOutputsCases.grades(),
            multigrade(),
            r ->
                r.multitask(SeveralOutputsCases.POINTS)
                    .batch(40)
                    .adam(0.02)
                    .epochs(2)
                    .seed(2)
                    .quiet())) {
      DataSet few = TEST.take(21);
      List<Prediction> said = run.predict(few);
      double squares = 0;
      for (int row = 0; row < few.size(); row++) {
        double[] wanted = few.targets().row(row);
        for (int i = 0; i < wanted.length; i++) {
          squares += Math.pow(said.get(row).value(i) - wanted[i], 2);
        }
      }
      assertThat(run.evaluate(few).metric("loss")).isCloseTo(squares / 2 / 21, within(1e-6));
    }
  }
}
