package dev.espalier.train.engine;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.checks.Planned;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Acceptor decides about a stage, by trainings of two epochs. */
final class AcceptorTest {
  private static final Network NET = network("net", n -> n.input(2).output(3));
  private static final DataSet DATA = Planned.CLASSES;

  @Test
  void keepsWhatIsBetter() {
    RunLog log = log(0.1, 0, Acceptance.Fallback.REVERT, false);

    assertThat(verdicts(log)).hasSize(2);
    assertThat(verdicts(log).get(0)).matches("kept: training loss \\S+ against \\S+");
  }

  @Test
  void goesBackWhereNothingIsBetter() {
    RunLog log = log(0, 0, Acceptance.Fallback.REVERT, false);

    assertThat(verdicts(log)).hasSize(2);
    assertThat(verdicts(log).get(0)).startsWith(Acceptance.Fallback.REVERT + ": training loss");
  }

  @Test
  void asksForAsMuchAsTheRuleSays() {
    assertThat(verdicts(log(0.1, 100, Acceptance.Fallback.REVERT, false)).get(0))
        .startsWith(Acceptance.Fallback.REVERT + ": ");
  }

  @Test
  void endsThePlanWhereTheRuleSaysSo() {
    assertThat(verdicts(log(0.1, 100, Acceptance.Fallback.ZERO_OUTPUT, true)))
        .singleElement()
        .asString()
        .startsWith(Acceptance.Fallback.ZERO_OUTPUT + ": ")
        // The logits are all 0, and so is what tells three classes apart.
        .endsWith(" against 1.09861");
  }

  private static List<String> verdicts(RunLog log) {
    return log.stages().stream().map(stage -> stage.verdict()).toList();
  }

  private static RunLog log(
      double rate, double by, Acceptance.Fallback fallback, boolean endsPlan) {
    GradientStage stage =
        Planned.task("fit", "net")
            .settings(Settings.fromRecipe().rate(Schedule.constant(rate)))
            .acceptance(
                new Acceptance.IfBetter(
                    Acceptance.Criterion.TRAINING_LOSS, by, fallback, endsPlan));
    Planned method = Planned.of(stage, Planned.task("after", "net"));
    try (Outcome outcome = method.train(NET, r -> r.classify(DATA))) {
      return outcome.log();
    }
  }
}
