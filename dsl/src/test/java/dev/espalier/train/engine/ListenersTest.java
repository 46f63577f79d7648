package dev.espalier.train.engine;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Network;
import dev.espalier.train.checks.Planned;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every stage that begins ends, as listeners hear it. */
final class ListenersTest {
  private static final Network NET = network("net", n -> n.input(2).dense("h", 4).tanh().output(3));
  private static final Planned BRANCHED =
      Planned.of(
          new SolveStage("look", new Nothing()),
          new BranchStage(
              "branch",
              List.of(
                  new BranchStage.Alternative("as it was", List.of()),
                  new BranchStage.Alternative("trained", List.of(Planned.task("inner", "net")))),
              Acceptance.Criterion.VALIDATION_LOSS,
              Readout.of("net")));

  /** Solves nothing. */
  private record Nothing() implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {}

    @Override
    public String explain() {
      return "nothing";
    }
  }

  @Test
  void hearOfEveryStageTwiceInBranchesToo() {
    Told told = new Told("");

    BRANCHED.train(NET, r -> r.validate(Planned.CLASSES).listener(told)).close();

    assertThat(told.heard)
        .containsExactly(
            "start look", "done look", "start branch", "start inner", "done inner", "done branch");
  }

  @Test
  void hearTheEndOfWhatWasCancelled() {
    Told told = new Told("");
    AtomicInteger asked = new AtomicInteger();

    BRANCHED
        .train(
            NET,
            r ->
                r.validate(Planned.CLASSES)
                    .listener(told)
                    .cancelWhen(() -> asked.incrementAndGet() > 4))
        .close();

    assertThat(told.heard)
        .containsExactly(
            "start look", "done look", "start branch", "start inner", "done inner", "done branch");
  }

  @Test
  void hearOfAFailureInnermostFirstAndEvenFromOneThatThrowsAgain() {
    Told told = new Told("");
    Told throwing = new Told("inner");

    assertThatThrownBy(
            () ->
                BRANCHED.train(
                    NET, r -> r.validate(Planned.CLASSES).listener(throwing).listener(told)))
        .hasMessage("on purpose")
        .satisfies(
            failure -> assertThat(failure.getSuppressed()).extracting("message").contains("again"));
    assertThat(throwing.heard).endsWith("start inner", "failed inner", "failed branch");
    assertThat(told.heard).endsWith("start branch", "failed branch");
  }

  /** Writes down what it hears, and throws when a stage begins. */
  private static final class Told implements RunListener {
    private final List<String> heard = new ArrayList<>();
    private final String throwsAt;

    Told(String throwsAt) {
      this.throwsAt = throwsAt;
    }

    @Override
    public void stageStarted(Stage stage, long steps) {
      heard.add("start " + stage.name());
      if (stage.name().equals(throwsAt)) {
        throw new IllegalStateException("on purpose");
      }
    }

    @Override
    public void stageDone(StageRecord stage) {
      heard.add("done " + stage.name());
    }

    @Override
    public void stageFailed(Stage stage, Throwable failure) {
      heard.add("failed " + stage.name());
      if (!throwsAt.isEmpty()) {
        throw new IllegalStateException("again");
      }
    }
  }
}
