package dev.espalier.methods;

import static dev.espalier.Espalier.resume;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.espalier.Run;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  private final Path folder;

  CheckpointsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void keepsTheNotesOfEveryResumptionInTheirOrder() {
    for (int stop = 1; stop <= 3; stop++) {
      AtomicInteger left = new AtomicInteger(stop);
      run(r -> r.checkpoint(folder, 1).cancelWhen(() -> left.getAndDecrement() <= 0)).close();
    }

    try (Run last = run(r -> r.checkpoint(folder, 1))) {
      assertThat(last.log().notes())
          .hasSize(3)
          .allMatch(note -> note.startsWith("resumed from checkpoint-"))
          .isSorted();
    }
  }

  @Test
  void refusesAnotherTrainingsCheckpointAndSaysWhatDiffers() {
    run(r -> r.checkpoint(folder, 1)).close();

    assertThatThrownBy(() -> run(r -> r.checkpoint(folder, 1).seed(6)))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "checkpoints in %s has a problem:%n".formatted(folder)
                + "  checkpoint-000005.espalier: it is another training's: seed: found 5, needed 6."
                + " Try another folder, or replacing() to begin anew.");
    assertThatThrownBy(
            () ->
                train(
                    Cases.NET,
                    supervised(),
                    r -> small(r.classify(Cases.BLOBS)).checkpoint(folder, 1)))
        .hasMessageContaining(
            "another training's: validation: found Fingerprint.Contents, needed none");
    assertThatThrownBy(
            () ->
                train(
                    Cases.RICH,
                    supervised(),
                    r ->
                        small(r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS))
                            .checkpoint(folder, 1)))
        .hasMessageContaining("another training's: networks: found net, needed rich");
  }

  @Test
  void refusesToGoOnInAnotherPrecision() {
    run(r -> r.checkpoint(folder, 1).mixedPrecision()).close();

    assertThatThrownBy(() -> run(r -> r.checkpoint(folder, 1)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining(
            "another training's: precision: found Precision.MIXED, needed Precision.FLOAT32");
  }

  @Test
  void noticesThatTheDataAreOthersOfTheSameNameAndSize() {
    run(r -> r.checkpoint(folder, 1)).close();

    assertThatThrownBy(
            () ->
                train(
                    Cases.NET,
                    supervised(),
                    r ->
                        small(r.classify(Cases.BLOBS.shuffled(1)).validate(Cases.MORE_BLOBS))
                            .checkpoint(folder, 1)))
        .hasMessageContaining("another training's: data.inputValues: found '0x");
  }

  @Test
  void beginsAnewWhereAsked() {
    run(r -> r.checkpoint(folder, 1)).close();

    try (Run other = run(r -> r.checkpoint(Checkpoints.in(folder).replacing()).seed(6))) {
      assertThat(other.log().notes()).isEmpty();
      assertThat(other.log().steps()).isPositive();
    }
  }

  @Test
  void notesThatItGoesOnWithAnotherNumberOfThreads() {
    run(r -> r.checkpoint(folder, 1).threads(1)).close();

    try (Run resumed = run(r -> r.checkpoint(folder, 1).threads(2))) {
      assertThat(resumed.log().notes())
          .anyMatch(note -> note.startsWith("threads: 2, and 1 where the checkpoint was written"));
    } finally {
      run(r -> r.threads(1)).close();
    }
  }

  @Test
  void resumeNeedsACheckpoint() {
    assertThatThrownBy(() -> resume(folder, Cases.NET, supervised(), CheckpointsTest::recipe))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("it holds no checkpoint to resume from");
  }

  @Test
  void resumeGoesOnFromTheNewestCheckpoint() {
    String whole = hashAndClose(run(r -> r));
    int[] left = {10};
    run(r -> r.checkpoint(folder, 1).cancelWhen(() -> --left[0] < 0)).close();

    try (Run resumed = resume(folder, Cases.NET, supervised(), CheckpointsTest::recipe)) {
      assertThat(resumed.log().notes()).containsExactly("resumed from checkpoint-000001.espalier");
      assertThat(resumed.outcome().parameterHash()).isEqualTo(whole);
    }
  }

  @Test
  void twoTrainingsCannotUseOneFolder() {
    RunListener second =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            run(r -> r.checkpoint(folder, 1)).close();
          }
        };

    assertThatThrownBy(() -> run(r -> r.checkpoint(folder, 1).listener(second)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("another training is using it");
  }

  @Test
  void aFolderThatBecomesUnwritableIsNotedAndTrainingGoesOn() {
    String whole = hashAndClose(run(r -> r));

    try (Run run = run(r -> r.checkpoint(folder.resolve("in"), 1).listener(removing()))) {
      assertThat(run.log().notes())
          .isNotEmpty()
          .allMatch(note -> note.startsWith("a checkpoint could not be written: "));
      assertThat(run.outcome().parameterHash()).isEqualTo(whole);
    }
  }

  @Test
  void aFolderThatBecomesUnwritableStopsTheTrainingWhereAsked() {
    Checkpoints strict = Checkpoints.in(folder.resolve("in")).stopOnFailure();

    assertThatThrownBy(() -> run(r -> r.checkpoint(strict).listener(removing())))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("what was saved before is untouched")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aFolderThatCannotBeMadeIsNotedOrStops() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    try (Run run = run(r -> r.checkpoint(file.resolve("in"), 1))) {
      assertThat(run.log().notes()).singleElement().asString().contains("could not be written");
    }
    assertThatThrownBy(
            () -> run(r -> r.checkpoint(Checkpoints.in(file.resolve("in")).stopOnFailure())))
        .isInstanceOf(TrainException.class);
  }

  /** Needs the right to mount, which tests have only in some containers; skipped visibly else. */
  @Test
  void aFullDiskLeavesTheLastGoodCheckpoint() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", disk.toString()))
        .as("a small file system can be mounted")
        .isZero();
    try {
      String whole = hashAndClose(run(r -> r));
      RunListener filling =
          new RunListener() {
            @Override
            public void epochDone(EpochRecord epoch) {
              if (epoch.epoch() == 3) {
                fill(disk.resolve("rest"));
              }
            }
          };
      Checkpoints strict = Checkpoints.in(disk.resolve("in")).stopOnFailure();

      assertThatThrownBy(() -> run(r -> r.checkpoint(strict).listener(filling)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("No space left");
      Files.delete(disk.resolve("rest"));
      try (Run resumed =
          resume(disk.resolve("in"), Cases.NET, supervised(), CheckpointsTest::recipe)) {
        assertThat(resumed.log().notes()).contains("resumed from checkpoint-000002.espalier");
        assertThat(resumed.outcome().parameterHash()).isEqualTo(whole);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aLossThatIsNoLongerFiniteKeepsTheLastGoodCheckpoint() throws IOException {
    UnaryOperator<RecipeBuilder> diverging =
        r ->
            small(r.regress(Cases.WAVE))
                .optimizer(
                    dev.espalier.describe.optimizer.Optimizer.sgd(),
                    dev.espalier.describe.schedule.Schedule.steps(1e-3, 1e30, 2))
                .checkpoint(folder, 1);
    var grades = Cases.GRADES;

    assertThatThrownBy(() -> train(grades, Methods.multigrade(), diverging))
        .isInstanceOf(TrainException.class)
        .hasMessageMatching(
            "(?s).*stage \\S+, epoch [34], batch \\d+: the term '\\S+' is no longer finite.*");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "checkpoint-000001.espalier", "checkpoint-000002.espalier", "lock");
    }
  }

  /** Puts a file in the folder's place after the first epoch. */
  private RunListener removing() {
    return new RunListener() {
      @Override
      public void epochDone(EpochRecord epoch) {
        if (epoch.epoch() == 2) {
          try {
            Files.move(
                folder.resolve("in"), folder.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(folder.resolve("in"), "a file");
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      }
    };
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(0);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  private static Run run(UnaryOperator<RecipeBuilder> more) {
    return train(Cases.NET, supervised(), r -> more.apply(recipe(r).asDefaults()));
  }

  private static RecipeBuilder recipe(RecipeBuilder r) {
    return small(r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS));
  }

  private static RecipeBuilder small(RecipeBuilder r) {
    return r.batch(10).epochs(4).seed(5).quiet();
  }

  private static String hashAndClose(Run run) {
    try (run) {
      return run.outcome().parameterHash();
    }
  }
}
