package dev.espalier.zoo;

import dev.espalier.data.Normalization;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import java.util.Optional;

/**
 * The file of a model that was trained on scaled targets, or on several side by side.
 *
 * @param format the version of this format
 * @param scaling what was done to the values to predict, if anything
 * @param outputs the several outputs that lie side by side in a prediction, if there are
 */
record TargetsDocument(int format, Optional<Normalization> scaling, Optional<Parts> outputs) {
  static final String FILE = "targets.json";
  private static final int FORMAT = 1;

  /** What is the case where there is no such file. */
  static final TargetsDocument NONE =
      new TargetsDocument(FORMAT, Optional.empty(), Optional.empty());

  static byte[] bytes(Optional<Normalization> scaling, Optional<Parts> outputs) {
    return Json.write(new TargetsDocument(FORMAT, scaling, outputs));
  }

  /**
   * Reads a document, of this format only.
   *
   * @throws ZooException if it is of another, or does not fit the output
   */
  static TargetsDocument read(byte[] bytes, Dims output) {
    TargetsDocument document = Json.read(bytes, TargetsDocument.class, FILE);
    long needed = output.rank() == 0 ? 1 : output.size(output.rank() == 3 ? 0 : -1);
    long scales = document.scaling.map(scaling -> scaling.scales().size()).orElse((int) needed);
    if (document.format != FORMAT || scales != needed) {
      throw refused(
          "scaling",
          "found format %s and %s scales, needed format %s and %s"
              .formatted(document.format, scales, FORMAT, needed));
    }
    if (document.outputs.map(parts -> !parts.dims().equals(output)).orElse(false)) {
      throw refused(
          "outputs", "found %s, needed %s in all".formatted(document.outputs.get(), output));
    }
    return document;
  }

  /**
   * Refuses outputs for a task that has none, and the other way round.
   *
   * @throws ZooException if so
   */
  void require(Task task) {
    if (outputs.isPresent() != (task == Task.SEVERAL)) {
      throw refused(
          "outputs",
          "found %s for the task %s"
              .formatted(outputs.map(parts -> "outputs " + parts).orElse("none"), task));
    }
  }

  private static ZooException refused(String where, String what) {
    return ZooException.of("file '" + FILE + "'", where, what, "publishing the model again");
  }
}
