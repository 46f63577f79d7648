package dev.espalier.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Under what conditions a training runs; none of them changes its numbers, but the device and the
 * precision.
 *
 * @param device where it runs
 * @param precision the numbers it computes with
 * @param memory the number of bytes that data and cached values may take on the device
 * @param checkpoints where state is saved
 * @param listeners who is told
 * @param progress whether a progress bar shows on a terminal
 * @param cancelled asked between batches whether to stop
 */
public record Conditions(
    DeviceChoice device,
    Precision precision,
    long memory,
    Optional<Checkpoints> checkpoints,
    List<RunListener> listeners,
    boolean progress,
    BooleanSupplier cancelled) {

  /** Copies the listeners and refuses a budget below 0. */
  public Conditions {
    listeners = List.copyOf(listeners);
    if (memory < 0) {
      throw new IllegalArgumentException(
          "recipe: memory(" + memory + "), needed at least 0 bytes. Try memory(2L << 30).");
    }
  }

  /** Gives the first GPU or else the CPU, 32-bit numbers, 2 GiB, and a progress bar. */
  public static Conditions standard() {
    return new Conditions(
        DeviceChoice.auto(),
        Precision.FLOAT32,
        2L << 30,
        Optional.empty(),
        List.of(),
        true,
        () -> false);
  }

  Conditions device(DeviceChoice value) {
    return new Conditions(value, precision, memory, checkpoints, listeners, progress, cancelled);
  }

  Conditions precision(Precision value) {
    return new Conditions(device, value, memory, checkpoints, listeners, progress, cancelled);
  }

  Conditions memory(long value) {
    return new Conditions(device, precision, value, checkpoints, listeners, progress, cancelled);
  }

  Conditions checkpoints(Checkpoints value) {
    return new Conditions(
        device, precision, memory, Optional.of(value), listeners, progress, cancelled);
  }

  Conditions listeners(List<RunListener> value) {
    return new Conditions(device, precision, memory, checkpoints, value, progress, cancelled);
  }

  Conditions progress(boolean value) {
    return new Conditions(device, precision, memory, checkpoints, listeners, value, cancelled);
  }

  Conditions cancelled(BooleanSupplier value) {
    return new Conditions(device, precision, memory, checkpoints, listeners, progress, value);
  }

  @Override
  public String toString() {
    return device + ", " + precision;
  }
}
