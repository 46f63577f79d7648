package dev.espalier.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.recipe.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every training that was interrupted and goes on ends with the bits of one that was not. */
final class ResumeContractIT {
  private final Path folder;

  ResumeContractIT(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<TrainingCase> cases() {
    return Cases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void killedAtAnyStepAndRunAgainGivesTheSameBits(TrainingCase each) {
    AtomicLong batches = new AtomicLong();
    TrainingCase.Result whole = each.result(r -> r.listener(counting(batches)));
    SplittableRandom random = new SplittableRandom(each.name().hashCode());

    // Once in the middle of each third of the run, saving by epochs and then by steps too.
    for (int third = 0; third < 3; third++) {
      long at = (third * batches.get() + random.nextLong(batches.get())) / 3;
      Checkpoints saved = Checkpoints.in(folder.resolve("killed " + third)).everySteps(third * 2);
      kill(each, saved, at);

      assertThat(each.result(r -> r.checkpoint(saved))).as("killed at %d", at).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void killedAtEveryBorderAndRunAgainGivesTheSameBits(TrainingCase each) {
    TrainingCase.Result whole = each.result(r -> r);
    Checkpoints saved = Checkpoints.in(folder);
    int kills = 0;

    while (killedAfterNextEpoch(each, saved)) {
      kills++;
    }

    assertThat(kills).isEqualTo(whole.epochs().size() - 1);
    assertThat(each.result(r -> r.checkpoint(saved))).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cancelledAndRunAgainGivesTheSameBits(TrainingCase each) {
    AtomicLong batches = new AtomicLong();
    TrainingCase.Result whole = each.result(r -> r.listener(counting(batches)));
    AtomicLong left = new AtomicLong(batches.get() / 2);
    Checkpoints saved = Checkpoints.in(folder).every(1000);

    TrainingCase.Result cancelled =
        each.result(r -> r.checkpoint(saved).cancelWhen(() -> left.decrementAndGet() < 0));
    AtomicLong rest = new AtomicLong();
    TrainingCase.Result resumed = each.result(r -> r.checkpoint(saved).listener(counting(rest)));

    assertThat(cancelled.ending()).isEqualTo(RunLog.Ending.CANCELLED);
    assertThat(resumed).isEqualTo(whole);
    assertThat(rest.get()).isBetween(1L, batches.get() - 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aDamagedCheckpointIsPassedOverForTheOneBeforeIt(TrainingCase each) throws IOException {
    TrainingCase.Result whole = each.result(r -> r);
    Checkpoints saved = Checkpoints.in(folder);
    killedAfterNextEpoch(each, saved);
    killedAfterNextEpoch(each, saved);
    Path newest = newest();
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    try (Run run = each.run(r -> r.checkpoint(saved))) {
      assertThat(run.log().notes())
          .anyMatch(note -> note.startsWith(newest.getFileName() + " is damaged: "))
          .anyMatch(note -> note.startsWith("resumed from "));
      assertThat(run.outcome().parameterHash()).isEqualTo(whole.parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFinishedTrainingIsNotRunAgain(TrainingCase each) {
    TrainingCase.Result whole = each.result(r -> r.checkpoint(folder, 2));
    AtomicLong batches = new AtomicLong();

    TrainingCase.Result again =
        each.result(r -> r.checkpoint(folder, 2).listener(counting(batches)));

    assertThat(again).isEqualTo(whole);
    assertThat(batches).hasValue(0);
  }

  private Path newest() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".espalier"))
          .sorted()
          .reduce((a, b) -> b)
          .orElseThrow();
    }
  }

  private static RunListener counting(AtomicLong batches) {
    return new RunListener() {
      @Override
      public void batchDone() {
        batches.incrementAndGet();
      }
    };
  }

  private static void kill(TrainingCase each, Checkpoints saved, long afterBatches) {
    AtomicLong left = new AtomicLong(afterBatches);
    RunListener killer =
        new RunListener() {
          @Override
          public void batchDone() {
            if (left.getAndDecrement() == 0) {
              throw new Killed();
            }
          }
        };

    assertThatThrownBy(() -> each.run(r -> r.checkpoint(saved).listener(killer)))
        .isInstanceOf(Killed.class);
  }

  /** Dies at the first step after an epoch of its own; says whether there was such an epoch. */
  private static boolean killedAfterNextEpoch(TrainingCase each, Checkpoints saved) {
    RunListener killer =
        new RunListener() {
          private int epochs;

          @Override
          public void epochDone(EpochRecord epoch) {
            if (++epochs > 1) {
              throw new Killed();
            }
          }
        };
    List<RunListener> listeners = List.of(killer);
    try (Run run = each.run(r -> r.checkpoint(saved).listener(listeners.get(0)))) {
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  /** Ends a run as a kill would: nothing is saved on the way out. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
