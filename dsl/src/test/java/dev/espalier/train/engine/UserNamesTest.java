package dev.espalier.train.engine;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.checks.Planned;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that users give mean nothing to the engine, whatever they are. */
final class UserNamesTest {
  private static final Network NET = network("net", n -> n.input(2).dense("h", 4).tanh().output(3));
  private static final Tap H = Tap.of("net", "h");

  /** Wants .5 everywhere. */
  private record Half(String column) implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {
      SolveContext.Column written = context.newColumn(column, Dims.of(4));
      context.forEachBatch(
          (from, input, target) ->
              written.write(
                  from, input.getManager().full(new Shape(input.getShape().get(0), 4), .5f)));
    }

    @Override
    public String explain() {
      return "wants .5";
    }

    @Override
    public Map<String, Dims> columns(CheckedHierarchy hierarchy) {
      return Map.of(column, Dims.of(4));
    }
  }

  /** Leaves the batch, and logs a 2. */
  private record Logging(String name) implements BatchTransform {
    @Override
    public NDArray apply(NDArray input, Context context) {
      context.log(name, input.getManager().create(2f));
      return input;
    }

    @Override
    public boolean evaluationMode() {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"target", "input", "net.h", "net.output", "label - (net)", "sum of [net]"})
  void aColumnOfAnyNameGivesTheSameBits(String name) {
    assertThat(hash(columned(name))).isEqualTo(hash(columned("plain")));
  }

  @Test
  void aTermOfAnyNameIsLoggedAsATerm(@TempDir Path folder) {
    Planned names =
        Planned.of(
            GradientStage.of(
                    "train",
                    Part.whole("net"),
                    List.of(
                        Term.task(Tap.of("net", "output")),
                        like("weight decay", Weight.of(Schedule.constant(.5))),
                        like("decay", new Weight.Balanced(.1, "task", .9, 0, 9)),
                        like("measure of fit", Weight.one()),
                        like("names", new Weight.Balanced(.1, "task", .9, 0, 9)),
                        like("names against task", new Weight.Balanced(.1, "names", .9, 0, 9))))
                .transform(new Logging("of fit")));

    try (Outcome run = names.train(NET, r -> r.checkpoint(folder, 1));
        Outcome again = names.train(NET, r -> r.checkpoint(folder, 1))) {
      EpochRecord epoch = run.log().epochs().get(1);
      assertThat(epoch.terms())
          .containsOnlyKeys(
              "task", "weight decay", "decay", "measure of fit", "names", "names against task");
      assertThat(epoch.weights()).containsEntry("weight decay", .5);
      assertThat(epoch.measures()).containsExactly(Map.entry("of fit", 2.0));
      assertThat(again.parameterHash()).isEqualTo(run.parameterHash());
      assertThat(again.log().epochs()).isEqualTo(run.log().epochs());
      assertThat(epoch.weights()).containsEntry("names against task", 0.0);
    }
  }

  @Test
  void aBalancedTermRestsWhileTheOtherDoes() {
    Term early = like("early", Weight.of(Schedule.steps(1, 0, 1)));
    Term late = like("late", new Weight.Balanced(.1, "early", .9, 0, 9));
    Planned method =
        Planned.of(
            GradientStage.of(
                    "train",
                    Part.whole("net"),
                    List.of(Term.task(Tap.of("net", "output")), early, late))
                .transform(new Logging("nothing")));

    try (Outcome run = method.train(NET, r -> r)) {
      assertThat(run.log().epochs().get(0).terms()).containsOnlyKeys("task", "early", "late");
      assertThat(run.log().epochs().get(1).terms()).containsOnlyKeys("task");
    }
  }

  private static Planned columned(String column) {
    Term wanted =
        new Term(
            "wanted",
            H,
            new Target.Column(column),
            new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
            Weight.one());
    return Planned.of(
        new SolveStage("solve", new Half(column)),
        GradientStage.of(
            "train", Part.whole("net"), List.of(Term.task(Tap.of("net", "output")), wanted)));
  }

  private static Term like(String name, Weight weight) {
    return new Term(
        name,
        H,
        new Target.Transformed(H),
        new Objective.Alike(Likeness.cosine(), Optional.empty()),
        weight);
  }

  private static String hash(Planned method) {
    try (Outcome run = method.train(NET, r -> r)) {
      return run.parameterHash();
    }
  }
}
