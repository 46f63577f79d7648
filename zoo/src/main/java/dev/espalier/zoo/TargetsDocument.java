package dev.espalier.zoo;

import dev.espalier.data.Normalization;
import dev.espalier.describe.value.Dims;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;

/**
 * The file of a model that was trained on scaled targets.
 *
 * @param format the version of this format
 * @param scaling what was done to the values to predict
 */
record TargetsDocument(int format, Normalization scaling) {
  static final String FILE = "targets.json";
  private static final int FORMAT = 1;

  static byte[] bytes(Normalization scaling) {
    return Json.write(new TargetsDocument(FORMAT, scaling));
  }

  /**
   * Reads a document, of this format only.
   *
   * @throws ZooException if it is of another, or does not fit the output
   */
  static Normalization read(byte[] bytes, Dims output) {
    TargetsDocument document = Json.read(bytes, TargetsDocument.class, FILE);
    int scales = document.scaling.scales().size();
    long needed = output.rank() == 0 ? 1 : output.size(output.rank() == 3 ? 0 : -1);
    if (document.format != FORMAT || scales != needed) {
      throw ZooException.of(
          "file '" + FILE + "'",
          "scaling",
          "found format %s and %s scales, needed format %s and %s"
              .formatted(document.format, scales, FORMAT, needed),
          "publishing the model again");
    }
    return document.scaling;
  }
}
