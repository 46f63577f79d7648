package dev.espalier.zoo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Checker;
import dev.espalier.data.Normalization;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.Provenance;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import java.util.List;
import java.util.Optional;

/**
 * The file beside the tensors: everything about a model but its values.
 *
 * @param format the version of this format
 * @param name the model's name
 * @param hierarchy the description
 * @param readout what it predicts
 * @param task what its output stands for
 * @param classes the classes' names; empty for values
 * @param normalization what was done to the training inputs, if anything
 * @param export what is inside the archive that DJL loads
 * @param story how it was trained
 */
public record ModelDocument(
    int format,
    String name,
    Hierarchy hierarchy,
    Readout readout,
    Task task,
    List<String> classes,
    Optional<Normalization> normalization,
    Export export,
    Provenance story) {
  static final String FILE = "espalier.json";
  private static final int FORMAT = 1;

  public static ModelDocument of(String name, Trained trained, Export export) {
    return new ModelDocument(
        FORMAT,
        name,
        trained.checked().description(),
        trained.readout(),
        trained.task(),
        trained.classes(),
        trained.normalization(),
        export,
        trained.story());
  }

  /**
   * Reads a document, of this format only.
   *
   * @throws ZooException if it is of another, or not sound
   */
  public static ModelDocument read(byte[] bytes) {
    int format = Json.read(bytes, Format.class, FILE).format();
    if (format != FORMAT) {
      throw ZooException.of(
          "file '" + FILE + "'",
          "format",
          "it is %s, and this version of Espalier reads %s".formatted(format, FORMAT),
          format > FORMAT
              ? "a newer dev.espalier:espalier-zoo"
              : "publishing the model again by this version");
    }
    return Json.read(bytes, ModelDocument.class, FILE);
  }

  /**
   * Follows the shapes through the description.
   *
   * @throws ZooException if the description has a problem, or its parts do not fit together
   */
  CheckedHierarchy checked() {
    requireAtMost(
        Bounds.GUIDES,
        hierarchy.guides().stream().mapToLong(guide -> guide.links().size()).sum(),
        "links");
    requireAtMost(
        Bounds.LAYERS,
        hierarchy.networks().stream().mapToLong(network -> network.layers().size()).sum(),
        "layers");
    try {
      CheckedHierarchy checked = Checker.check(hierarchy);
      List<Problem> problems = Soundness.problems(this, checked);
      if (!problems.isEmpty()) {
        throw new ZooException("file '" + FILE + "'", problems);
      }
      requireBounds(checked);
      return checked;
    } catch (CheckException e) {
      throw new ZooException("file '" + FILE + "'", e.problems()).causedBy(e);
    } catch (ArithmeticException e) {
      throw refused("hierarchy", "its shapes have more values than can be counted").causedBy(e);
    }
  }

  private static void requireAtMost(int most, long found, String what) {
    if (found > most) {
      throw refused(
          "hierarchy", "it has %s %s, and %s are read at most".formatted(found, what, most));
    }
  }

  private static void requireBounds(CheckedHierarchy checked) {
    long values = 0;
    for (ParameterSpec spec : Trained.specs(checked).values()) {
      values = Math.addExact(values, spec.dims().count());
    }
    if (values > Limits.TENSORS / Float.BYTES) {
      throw refused(
          "hierarchy",
          "it has %s values, and %s are read at most"
              .formatted(values, Limits.TENSORS / Float.BYTES));
    }
  }

  private static ZooException refused(String where, String what) {
    return new ZooException(
        "file '" + FILE + "'", List.of(new Problem(where, what, "publishing the model again")));
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Format(int format) {}
}
