package dev.espalier.zoo;

import dev.espalier.describe.problem.Given;
import java.nio.file.Path;

/**
 * What was published, and how it is loaded.
 *
 * @param zoo the zoo's folder
 * @param name the model's name
 * @param version the version
 * @param folder where the version's files are
 * @param images whether it takes images and gives classes; else it takes and gives arrays
 * @param table whether it takes rows of a table as JSON, by the columns' names
 */
public record Published(
    Path zoo, String name, String version, Path folder, boolean images, boolean table) {
  /** Refuses null. */
  public Published {
    Given.all("zoo", zoo, "name", name, "version", version, "folder", folder);
  }

  /** Gives the archive that DJL and PyTorch load. */
  public Path archive() {
    return folder.resolve(Publisher.ARCHIVE);
  }

  /** Gives the zip of the model, which DJL loads from a web server too. */
  public Path zip() {
    return folder.resolve(name + ".zip");
  }

  /** Gives five lines of Java that load the newest version with nothing but DJL. */
  public String code() {
    String types =
        images
            ? "Image.class, Classifications.class"
            : table ? "Input.class, Output.class" : "NDList.class, NDList.class";
    return """
        Criteria.builder()
            .setTypes(%s)
            .optModelUrls("%s")
            .optArtifactId("%s")
            .build().loadModel()"""
        .formatted(types, zoo.toAbsolutePath().toUri(), name);
  }

  @Override
  public String toString() {
    return "%s %s in %s%n%s".formatted(name, version, folder, code());
  }
}
