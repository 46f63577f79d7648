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
 */
public record TrainedOn(List<Double> offsets, List<Double> scales, List<String> classes) {
  /** Copies the lists. */
  public TrainedOn {
    Given.all("offsets", offsets, "scales", scales, "classes", classes);
    offsets = List.copyOf(offsets);
    scales = List.copyOf(scales);
    classes = List.copyOf(classes);
  }
}
