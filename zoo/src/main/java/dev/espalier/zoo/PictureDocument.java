package dev.espalier.zoo;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;

/**
 * The file of a model that was trained on a folder of pictures.
 *
 * @param format the version of this format
 * @param recipe what a picture becomes
 */
record PictureDocument(int format, PictureRecipe recipe) {
  static final String FILE = "picture.json";
  private static final int FORMAT = 1;

  static byte[] bytes(PictureRecipe recipe) {
    return Json.write(new PictureDocument(FORMAT, recipe));
  }

  /**
   * Reads a document, of this format only.
   *
   * @throws ZooException if it is of another, or does not fit the networks
   */
  static PictureRecipe read(byte[] bytes, CheckedHierarchy checked) {
    PictureDocument document = Json.read(bytes, PictureDocument.class, FILE);
    if (document.format != FORMAT || !document.recipe.dims().equals(checked.input())) {
      throw ZooException.of(
          "file '" + FILE + "'",
          "recipe",
          "found format %s and %s, needed format %s and %s"
              .formatted(document.format, document.recipe.dims(), FORMAT, checked.input()),
          "publishing the model again");
    }
    return document.recipe;
  }
}
