package dev.espalier.describe;

import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * What is known of the data that a network was trained on, with which other data for it are
 * compared.
 *
 * @param offsets what was subtracted from inputs, for each channel or feature; empty for raw inputs
 * @param scales what they were divided by; empty for raw inputs
 * @param classes the classes' names in their order; empty for values
 * @param targetOffsets what was subtracted from values to predict; empty for values as they are
 * @param targetScales what they were divided by; empty for values as they are
 * @param recipe what became of a table's columns, as a text that is equal only for the same; empty
 *     where there was no table
 */
public record TrainedOn(
    List<Double> offsets,
    List<Double> scales,
    List<String> classes,
    List<Double> targetOffsets,
    List<Double> targetScales,
    String recipe) {
  /** Copies the lists. */
  public TrainedOn {
    Given.all(
        "offsets",
        offsets,
        "scales",
        scales,
        "classes",
        classes,
        "targetOffsets",
        targetOffsets,
        "targetScales",
        targetScales,
        "recipe",
        recipe);
    targetOffsets = List.copyOf(targetOffsets);
    targetScales = List.copyOf(targetScales);
    offsets = List.copyOf(offsets);
    scales = List.copyOf(scales);
    classes = List.copyOf(classes);
  }

  /** Gives what is known where there was no table, and targets were as they are. */
  public TrainedOn(List<Double> offsets, List<Double> scales, List<String> classes) {
    this(offsets, scales, classes, List.of(), List.of(), "");
  }
}
