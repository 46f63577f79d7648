package dev.espalier.methods.icp;

import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.Figure;
import dev.espalier.report.Rgb;
import dev.espalier.report.Section;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a trained network's perturbations look like, as a section of its report. */
public final class PerturbationPictures {
  private static final int ENLARGED = 20;

  private PerturbationPictures() {}

  /**
   * Gives a strip for each image: the input x, the moved input z, and 20 (z - x) around grey, all
   * with x's darkest value as black and its lightest as white. Add it by {@code
   * run.report().with(...)}.
   *
   * @param outcome a training with perturbations, whose last stage says how to perturb
   * @param images a few samples of one or three channels, raw or normalised as the training's
   * @throws IllegalArgumentException if nothing was perturbed, or the samples are no images
   */
  public static Section of(Outcome outcome, DataSet images) {
    Given.all("outcome", outcome, "images", images);
    Dims dims = images.inputDims();
    if (dims.rank() != 3 || (dims.size(0) != 1 && dims.size(0) != 3)) {
      throw new IllegalArgumentException(
          ("perturbation pictures: the samples have shape %s, needed (1 x height x width) or three"
                  + " channels. Try the images before they are flattened.")
              .formatted(dims));
    }
    BatchTransform transform = transformOf(outcome);
    DataSet inputs = outcome.form().prepare(images);
    List<Sample> moved = outcome.transform(transform, inputs);
    Section section = Section.of("Constructive perturbations").text(transform.toString());
    for (int i = 0; i < moved.size(); i++) {
      section = section.figure(strip(inputs.input(i), moved.get(i), i));
    }
    return section;
  }

  private static BatchTransform transformOf(Outcome outcome) {
    List<BatchTransform> transforms =
        outcome.plan().gradientStages().stream()
            .map(GradientStage::transform)
            .flatMap(Optional::stream)
            .toList();
    if (transforms.isEmpty()) {
      throw new IllegalArgumentException(
          ("perturbation pictures: plan '%s' perturbs nothing."
                  + " Try a run of constructivePerturbation().")
              .formatted(outcome.plan().method()));
    }
    return transforms.get(transforms.size() - 1);
  }

  private static Figure strip(Sample input, Sample moved, int number) {
    double[] x = input.doubles();
    double[] z = moved.doubles();
    double black = Arrays.stream(x).min().orElse(0);
    double white = Arrays.stream(x).max().orElse(1);
    double range = white > black ? white - black : 1;
    List<BufferedImage> images = new ArrayList<>();
    images.add(image(input.dims(), i -> (x[i] - black) / range));
    images.add(image(input.dims(), i -> (z[i] - black) / range));
    images.add(image(input.dims(), i -> 0.5 + ENLARGED * (z[i] - x[i]) / range / 2));
    return new Figure("sample " + number, images, List.of("x", "z", ENLARGED + " (z - x)"));
  }

  private static BufferedImage image(Dims dims, Brightness brightness) {
    int height = (int) dims.size(1);
    int width = (int) dims.size(2);
    int plane = height * width;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < plane; pixel++) {
      int place = pixel;
      int color =
          Rgb.of(channel -> brightness.at(dims.size(0) == 1 ? place : channel * plane + place));
      image.setRGB(pixel % width, pixel / width, color);
    }
    return image;
  }

  /** Gives the brightness of a value, from 0 to 1. */
  private interface Brightness {
    double at(int index);
  }
}
