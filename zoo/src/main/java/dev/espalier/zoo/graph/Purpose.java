package dev.espalier.zoo.graph;

import dev.espalier.describe.value.Dims;
import dev.espalier.zoo.serving.TableTranslator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What DJL is told of a model: its application, and the arguments of its translator.
 *
 * @param application the application's path in a repository
 * @param arguments the translator and what it needs; empty for arrays in, arrays out
 */
public record Purpose(String application, Map<String, String> arguments) {
  static final String IMAGES = "cv/image_classification";
  static final String CLASSES = "tabular/softmax_regression";
  static final String PIXELS = "cv/semantic_segmentation";
  static final String STEPS = "nlp/token_classification";
  static final String VALUES = "tabular/linear_regression";

  private static final String IMAGE_TRANSLATOR =
      "ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory";

  /** Gives images to classes where inputs are gray or color images, else arrays to arrays. */
  public static Purpose of(Trained trained, Export export) {
    Dims input = trained.checked().input();
    boolean image =
        input.rank() == 3
            && (input.size(0) == 1 || input.size(0) == 3)
            && (export.normalizes() || trained.normalization().isEmpty());
    if (trained.recipe().isPresent()) {
      return new Purpose(
          trained.classifies() ? CLASSES : VALUES,
          Map.of("translator", TableTranslator.class.getName()));
    }
    if (trained.classifies() && trained.output().rank() > 1) {
      return new Purpose(input.rank() == 3 ? PIXELS : STEPS, Map.of());
    }
    if (!trained.classifies()) {
      return new Purpose(VALUES, Map.of());
    }
    return image
        ? new Purpose(IMAGES, imageArguments(trained, export))
        : new Purpose(CLASSES, Map.of());
  }

  public boolean images() {
    return application.equals(IMAGES);
  }

  private static Map<String, String> imageArguments(Trained trained, Export export) {
    Dims input = trained.checked().input();
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("translatorFactory", IMAGE_TRANSLATOR);
    arguments.put("flag", input.size(0) == 1 ? "GRAYSCALE" : "COLOR");
    arguments.put("height", String.valueOf(input.size(1)));
    arguments.put("width", String.valueOf(input.size(2)));
    if (trained.pictures().isEmpty()) {
      arguments.put("resize", "true"); // else the archive itself brings pictures to size
    }
    // A sum of several networks is already one of probabilities and their corrections.
    arguments.put(
        "applySoftmax", String.valueOf(export.readout().single() && !export.probabilities()));
    return arguments;
  }
}
