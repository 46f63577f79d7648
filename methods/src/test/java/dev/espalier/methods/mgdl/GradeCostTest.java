package dev.espalier.methods.mgdl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.describe.Hierarchy;
import dev.espalier.methods.Methods;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a grade costs, counted in passes through each grade's layers. */
final class GradeCostTest {
  private static final int EPOCHS = 5;
  private static final int STEPS = 4;

  private final int[] passes = new int[5];

  @Test
  void aGradeCostsTheSameWhateverItsNumber() {
    Map<String, int[]> byStage = new LinkedHashMap<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void stageDone(StageRecord stage) {
            byStage.put(stage.name(), passes.clone());
            Arrays.fill(passes, 0);
          }
        };

    try (Run run =
        Espalier.train(
            counted(),
            Methods.multigrade(),
            r ->
                r.regress(M1.curve(0))
                    .validate(M1.curve(1 / 400.0))
                    .batch(50)
                    .epochs(EPOCHS)
                    .listener(listener)
                    .quiet())) {
      assertThat(run.log().stages()).hasSize(4);
    }

    // Each epoch has its steps and one validation; keep-best looks twice at the training data; the
    // grade before gives its features once for training and once for validation.
    int own = EPOCHS * (STEPS + 1) + 2;
    assertThat(byStage.get("grade2")).containsExactly(0, 2, own, 0, 0);
    assertThat(byStage.get("grade3")).containsExactly(0, 0, 2, own, 0);
    assertThat(byStage.get("grade4")).containsExactly(0, 0, 0, 2, own);
  }

  private Hierarchy counted() {
    return Espalier.hierarchy(
        "counted",
        h ->
            h.input(1)
                .grades(
                    4,
                    "h",
                    (grade, n) ->
                        n.layer("count", Espalier.block(() -> counter(grade)))
                            .dense("h", 8)
                            .relu()
                            .output(1)));
  }

  private Block counter(int grade) {
    return new LambdaBlock(
        value -> {
          passes[grade]++;
          return value;
        });
  }
}
