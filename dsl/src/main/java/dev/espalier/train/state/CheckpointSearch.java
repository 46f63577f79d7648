package dev.espalier.train.state;

import dev.espalier.describe.problem.Problem;
import dev.espalier.identity.Differences;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the checkpoint that a training goes on from: the newest that is whole and its own. */
public final class CheckpointSearch {
  private final CheckpointStore store;
  private final Checkpoints settings;
  private final Plan plan;
  private final Recipe recipe;
  private final Fingerprint fingerprint;
  private final List<String> notes;

  public CheckpointSearch(
      CheckpointStore store,
      Checkpoints settings,
      Plan plan,
      Recipe recipe,
      Fingerprint fingerprint,
      List<String> notes) {
    this.store = store;
    this.settings = settings;
    this.plan = plan;
    this.recipe = recipe;
    this.fingerprint = fingerprint;
    this.notes = notes;
  }

  /**
   * Looks through the folder.
   *
   * @throws TrainException if the newest whole checkpoint is another training's or another
   *     version's, or none is there that must be
   */
  public Optional<StateReader> find() throws IOException {
    List<Path> files = store.newestFirst();
    if (settings.found() == Checkpoints.Found.REPLACE) {
      delete(files);
      return Optional.empty();
    }
    List<Problem> damaged = new ArrayList<>();
    List<Path> passedOver = new ArrayList<>();
    Optional<TrainException> refusal = Optional.empty();
    for (Path file : files) {
      try {
        StateReader checkpoint = StateReader.of(file);
        Optional<EpochsChange.Refusal> change = epochsRefusal(file, checkpoint);
        if (change.isEmpty()) {
          delete(passedOver);
          notes.add("resumed from " + file.getFileName() + epochsNote(checkpoint));
          return Optional.of(checkpoint);
        }
        refusal = Optional.of(refusal(file, change.get().problem()));
        if (!change.get().afterItsEnd()) {
          break;
        }
        passedOver.add(file);
      } catch (OtherVersionException e) {
        throw problem(
            file.getFileName().toString(),
            e.getMessage() + "",
            "the version that wrote it, another folder, or replacing() to begin anew");
      } catch (IOException e) {
        damaged.add(
            new Problem(
                file.getFileName().toString(),
                e.getMessage() + "",
                "beginning anew by train(...)"));
        notes.add("%s is damaged: %s".formatted(file.getFileName(), e.getMessage()));
      }
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    requireNoneIsNeeded(damaged);
    return Optional.empty();
  }

  private void requireNoneIsNeeded(List<Problem> damaged) {
    if (settings.found() == Checkpoints.Found.REQUIRE) {
      throw new TrainException(
          subject(),
          damaged.isEmpty()
              ? List.of(
                  new Problem(
                      "folder", "it holds no checkpoint to resume from", "train(...) with it"))
              : damaged);
    }
  }

  /** Refuses a checkpoint of another training; gives the reason why the epochs may not differ. */
  private Optional<EpochsChange.Refusal> epochsRefusal(Path file, StateReader checkpoint) {
    StateReader saved = checkpoint.within("training");
    TreeSet<String> unnamed = new TreeSet<>(saved.texts("unnamed"));
    unnamed.addAll(fingerprint.keys().unnamed().keySet());
    Differences differences =
        Differences.between(saved.within("keys").texts(), fingerprint.keys().values(), unnamed);
    if (!differences.isEmpty()) {
      throw problem(
          file.getFileName().toString(),
          "it is another training's: " + differences.text(),
          "another folder, or replacing() to begin anew");
    }
    if (!unnamed.isEmpty() && !settings.trustsUnnamed()) {
      throw refuseUnnamed(file, unnamed);
    }
    return EpochsChange.refusal(plan, recipe, checkpoint, epochs(checkpoint), fingerprint.epochs());
  }

  private TrainException refuseUnnamed(Path file, Set<String> unnamed) {
    String later =
        fingerprint.keys().unnamed().values().stream()
            .distinct()
            .map(advice -> "; and " + advice + " for later")
            .collect(Collectors.joining());
    return problem(
        file.getFileName().toString(),
        "%s: found a part that cannot be compared, needed one with a name, to know that it is the same"
            .formatted(String.join(", ", unnamed)),
        "trustUnnamed() in the checkpoints if you know that it is, or replacing() to begin anew"
            + later);
  }

  private String epochsNote(StateReader checkpoint) {
    List<Integer> before = epochs(checkpoint);
    return before.equals(fingerprint.epochs())
        ? ""
        : ", with %s epochs where it had %s".formatted(fingerprint.epochs(), before);
  }

  private static List<Integer> epochs(StateReader checkpoint) {
    return checkpoint.within("training").texts("epochs").stream().map(Integer::valueOf).toList();
  }

  private TrainException refusal(Path file, Problem problem) {
    return problem(file.getFileName() + ", " + problem.where(), problem.what(), problem.advice());
  }

  private TrainException problem(String where, String what, String advice) {
    return new TrainException(subject(), List.of(new Problem(where, what, advice)));
  }

  private String subject() {
    return "checkpoints in " + settings.folder();
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
