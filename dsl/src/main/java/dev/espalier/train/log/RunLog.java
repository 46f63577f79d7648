package dev.espalier.train.log;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.util.List;

/**
 * What happened in a training.
 *
 * @param stages the stages that ran, in order
 * @param epochs their epochs, in order
 * @param ending how the training ended
 * @param notes sentences about the whole, such as from where it was resumed
 */
public record RunLog(
    List<StageRecord> stages, List<EpochRecord> epochs, Ending ending, List<String> notes) {
  /** How a training ended. */
  public enum Ending {
    /** Every stage ran. */
    COMPLETED,
    /** A stage that was not kept ended the plan. */
    ENDED_BY_STAGE,
    /** It was cancelled between two batches; the networks are as they were then. */
    CANCELLED
  }

  /** Copies the lists. */
  public RunLog {
    Given.all("stages", stages, "epochs", epochs, "ending", ending, "notes", notes);
    stages = List.copyOf(stages);
    epochs = List.copyOf(epochs);
    notes = List.copyOf(notes);
  }

  /** Makes a log without notes. */
  public RunLog(List<StageRecord> stages, List<EpochRecord> epochs, Ending ending) {
    this(stages, epochs, ending, List.of());
  }

  /** Gives the epochs of one stage. */
  public List<EpochRecord> epochsOf(String stage) {
    Given.all("stage", stage);
    return epochs.stream().filter(epoch -> epoch.stage().equals(stage)).toList();
  }

  /** Gives the number of gradient steps done. */
  public long steps() {
    return stages.stream().mapToLong(StageRecord::steps).sum();
  }

  /** Gives the time of all stages. */
  public double seconds() {
    return stages.stream().mapToDouble(StageRecord::seconds).sum();
  }

  @Override
  public String toString() {
    return "%s, %s, %s"
        .formatted(
            Shown.count(stages.size(), "stage"), Shown.count(epochs.size(), "epoch"), ending);
  }
}
