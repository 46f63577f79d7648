package dev.espalier.train.plan;

import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a stage sets differently from the recipe; empty where the recipe holds.
 *
 * @param epochs the number of passes over the data
 * @param rate the learning rate over the stage
 * @param optimizer the update rule
 * @param batch the number of samples a step
 * @param clip the largest gradient norm
 * @param stopping when to stop early
 */
public record Settings(
    OptionalInt epochs,
    Optional<Schedule> rate,
    Optional<Optimizer> optimizer,
    OptionalInt batch,
    OptionalDouble clip,
    Optional<Stopping> stopping) {

  /** Refuses settings out of their range. */
  public Settings {
    Given.all(
        "epochs",
        epochs,
        "rate",
        rate,
        "optimizer",
        optimizer,
        "batch",
        batch,
        "clip",
        clip,
        "stopping",
        stopping);
    epochs.ifPresent(value -> require(value >= 1, "epochs", value, "at least 1", "10"));
    batch.ifPresent(value -> require(value >= 0, "batch", value, "at least 1, or 0 for all", "64"));
    clip.ifPresent(value -> require(value >= Float.MIN_NORMAL, "clip", value, "above 0", "5"));
  }

  /** Gives the recipe's settings everywhere. */
  public static Settings fromRecipe() {
    return new Settings(
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** Gives these settings with another number of epochs. */
  public Settings epochs(int value) {
    return new Settings(OptionalInt.of(value), rate, optimizer, batch, clip, stopping);
  }

  /** Gives these settings with another learning rate. */
  public Settings rate(Schedule value) {
    Given.all("value", value);
    return new Settings(epochs, Optional.of(value), optimizer, batch, clip, stopping);
  }

  /** Gives these settings with another optimizer. */
  public Settings optimizer(Optimizer value) {
    Given.all("value", value);
    return new Settings(epochs, rate, Optional.of(value), batch, clip, stopping);
  }

  /** Gives these settings with another batch size. */
  public Settings batch(int value) {
    return new Settings(epochs, rate, optimizer, OptionalInt.of(value), clip, stopping);
  }

  /** Gives these settings with gradients clipped to another norm. */
  public Settings clip(double value) {
    return new Settings(epochs, rate, optimizer, batch, OptionalDouble.of(value), stopping);
  }

  /** Gives these settings with another stopping rule. */
  public Settings stopping(Stopping value) {
    Given.all("value", value);
    return new Settings(epochs, rate, optimizer, batch, clip, Optional.of(value));
  }

  private static void require(
      boolean holds, String name, Number found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "settings: %s(%s), needed %s. Try %s(%s).".formatted(name, found, needed, name, advice));
    }
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    epochs.ifPresent(value -> parts.add(Shown.count(value, "epoch")));
    rate.ifPresent(value -> parts.add("rate " + value));
    optimizer.ifPresent(value -> parts.add(value.toString()));
    batch.ifPresent(value -> parts.add("batch " + value));
    clip.ifPresent(value -> parts.add("clip " + value));
    stopping.ifPresent(value -> parts.add(value.toString()));
    return parts.isEmpty() ? "as the recipe" : String.join(", ", parts);
  }
}
