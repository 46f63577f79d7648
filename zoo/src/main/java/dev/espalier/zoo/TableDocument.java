package dev.espalier.zoo;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.TableTarget;
import dev.espalier.describe.value.Dims;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.serving.TableTranslator;
import java.util.List;

/**
 * The file of a model that was trained on a table: what becomes of its columns.
 *
 * @param format the version of this format
 * @param recipe what each column becomes, as it was learned
 * @param classes the classes' names; empty for values
 */
record TableDocument(int format, TableRecipe recipe, List<String> classes) {
  static final String FILE = TableTranslator.FILE;
  private static final int FORMAT = 1;

  static byte[] bytes(TableRecipe recipe, List<String> classes) {
    return Json.write(new TableDocument(FORMAT, recipe, classes));
  }

  /**
   * Reads a document, of this format only.
   *
   * @throws ZooException if it is of another, or does not fit the networks
   */
  static TableRecipe read(byte[] bytes, CheckedHierarchy checked, List<String> classes) {
    TableDocument document = Json.read(bytes, TableDocument.class, FILE);
    if (document.format != FORMAT) {
      throw refused("format", "it is %s, needed %s".formatted(document.format, FORMAT));
    }
    if (!document.classes.equals(classes)
        || classes.isEmpty() == document.recipe.target() instanceof TableTarget.Label) {
      throw refused("classes", "found %s, needed %s".formatted(document.classes, classes));
    }
    long width;
    try {
      width = document.recipe.width();
    } catch (ArithmeticException e) {
      throw refused("columns", "they have more features than can be counted").causedBy(e);
    }
    if (!checked.input().equals(Dims.of(width))) {
      throw refused(
          "columns",
          "they give %s features, and the networks take %s".formatted(width, checked.input()));
    }
    return document.recipe;
  }

  private static ZooException refused(String where, String what) {
    return ZooException.of("file '" + FILE + "'", where, what, "publishing the model again");
  }
}
