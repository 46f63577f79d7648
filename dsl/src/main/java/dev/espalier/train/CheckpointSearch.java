package dev.espalier.train;

import dev.espalier.describe.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the checkpoint that a training goes on from: the newest that is whole and its own. */
final class CheckpointSearch {
  private final CheckpointStore store;
  private final Checkpoints settings;
  private final Fingerprint fingerprint;
  private final List<String> notes;

  CheckpointSearch(
      CheckpointStore store, Checkpoints settings, Fingerprint fingerprint, List<String> notes) {
    this.store = store;
    this.settings = settings;
    this.fingerprint = fingerprint;
    this.notes = notes;
  }

  /**
   * Looks through the folder.
   *
   * @throws TrainException if the newest whole checkpoint is another training's, or none is there
   *     that must be
   */
  Optional<StateReader> find() throws IOException {
    if (settings.found() == Checkpoints.Found.REPLACE) {
      for (Path file : store.newestFirst()) {
        Files.delete(file);
      }
      return Optional.empty();
    }
    List<Problem> damaged = new ArrayList<>();
    for (Path file : store.newestFirst()) {
      try {
        StateReader checkpoint = StateReader.of(file);
        requireOwn(file, checkpoint);
        notes.add("resumed from " + file.getFileName());
        return Optional.of(checkpoint);
      } catch (IOException e) {
        damaged.add(
            new Problem(
                file.getFileName().toString(),
                e.getMessage() + "",
                "beginning anew by train(...)"));
        notes.add("%s is damaged: %s".formatted(file.getFileName(), e.getMessage()));
      }
    }
    if (settings.found() == Checkpoints.Found.REQUIRE) {
      throw new TrainException(
          "checkpoints in " + settings.folder(),
          damaged.isEmpty()
              ? List.of(
                  new Problem(
                      "folder", "it holds no checkpoint to resume from", "train(...) with it"))
              : damaged);
    }
    return Optional.empty();
  }

  private void requireOwn(Path file, StateReader checkpoint) {
    fingerprint
        .differenceFrom(checkpoint.within("training"))
        .ifPresent(
            difference -> {
              throw new TrainException(
                  "checkpoints in " + settings.folder(),
                  List.of(
                      new Problem(
                          file.getFileName().toString(),
                          "it is another training's: " + difference,
                          "another folder, or replacing() to begin anew")));
            });
  }
}
