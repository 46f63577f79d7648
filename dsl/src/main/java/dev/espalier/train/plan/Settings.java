package dev.espalier.train.plan;

import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

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

  /** Gives these settings with a number of epochs. */
  public Settings epochs(int value) {
    once("epochs", epochs.stream().boxed(), value);
    return new Settings(OptionalInt.of(value), rate, optimizer, batch, clip, stopping);
  }

  /** Gives these settings with a learning rate. */
  public Settings rate(Schedule value) {
    Given.all("value", value);
    once("rate", rate.stream(), value);
    return new Settings(epochs, Optional.of(value), optimizer, batch, clip, stopping);
  }

  /** Gives these settings with an optimizer. */
  public Settings optimizer(Optimizer value) {
    Given.all("value", value);
    once("optimizer", optimizer.stream(), value);
    return new Settings(epochs, rate, Optional.of(value), batch, clip, stopping);
  }

  /** Gives these settings with a batch size. */
  public Settings batch(int value) {
    once("batch", batch.stream().boxed(), value);
    return new Settings(epochs, rate, optimizer, OptionalInt.of(value), clip, stopping);
  }

  /** Gives these settings with gradients clipped to a norm. */
  public Settings clip(double value) {
    once("clip", clip.stream().boxed(), value);
    return new Settings(epochs, rate, optimizer, batch, OptionalDouble.of(value), stopping);
  }

  /** Gives these settings with a stopping rule. */
  public Settings stopping(Stopping value) {
    Given.all("value", value);
    once("stopping", stopping.stream(), value);
    return new Settings(epochs, rate, optimizer, batch, clip, Optional.of(value));
  }

  /** Gives these settings, and others where these leave it to the recipe. */
  public Settings over(Settings others) {
    Given.all("others", others);
    return new Settings(
        epochs.isPresent() ? epochs : others.epochs,
        rate.or(others::rate),
        optimizer.or(others::optimizer),
        batch.isPresent() ? batch : others.batch,
        clip.isPresent() ? clip : others.clip,
        stopping.or(others::stopping));
  }

  private static void once(String setting, Stream<?> first, Object second) {
    first.forEach(
        one -> {
          throw Choices.twice("settings", setting, one, second);
        });
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
