package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Given;
import dev.espalier.torch.Torch;
import dev.espalier.train.log.RunListener;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Under what conditions a training runs. Device, precision and threads change its numbers; the
 * others do not.
 *
 * @param device where it runs
 * @param threads how many threads LibTorch uses inside one operator, in the whole process; empty
 *     for the environment's choice, or half of the cores
 * @param precision the numbers it computes with
 * @param memory the number of bytes that data and cached values may take on the device
 * @param checkpoints where state is saved
 * @param listeners who is told
 * @param progress whether a progress bar shows on a terminal
 * @param cancelled asked between batches whether to stop
 */
public record Conditions(
    DeviceChoice device,
    OptionalInt threads,
    Precision precision,
    long memory,
    Optional<Checkpoints> checkpoints,
    List<RunListener> listeners,
    boolean progress,
    BooleanSupplier cancelled) {

  /** Copies the listeners and refuses a budget below 0. */
  public Conditions {
    Given.all(
        "device",
        device,
        "threads",
        threads,
        "precision",
        precision,
        "checkpoints",
        checkpoints,
        "listeners",
        listeners,
        "cancelled",
        cancelled);
    listeners = List.copyOf(listeners);
    if (memory < 0) {
      throw new IllegalArgumentException(
          "recipe: memory(" + memory + "), needed at least 0 bytes. Try memory(2L << 30).");
    }
    threads.ifPresent(Torch::requireThreads);
  }

  /** Gives the first GPU or else the CPU, 32-bit numbers, 2 GiB, and a progress bar. */
  public static Conditions standard() {
    return new Conditions(
        DeviceChoice.auto(),
        OptionalInt.empty(),
        Precision.FLOAT32,
        2L << 30,
        Optional.empty(),
        List.of(),
        true,
        () -> false);
  }

  Conditions withCheckpoints(Checkpoints value) {
    return new Conditions(
        device, threads, precision, memory, Optional.of(value), listeners, progress, cancelled);
  }

  @Override
  public String toString() {
    return device + ", " + precision;
  }
}
