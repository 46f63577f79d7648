package dev.espalier.zoo;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that knows DJL and nothing else: it shows a model the pictures of some files. */
final class LoadsPicturesWithDjlOnly {
  private LoadsPicturesWithDjlOnly() {}

  /** Takes the zoo, the model's name, the class, the file for the answers, and the pictures. */
  public static void main(String[] args) throws Exception {
    try {
      Class.forName("dev.espalier.Espalier");
      throw new AssertionError("Espalier is on the class path");
    } catch (ClassNotFoundException expected) {
      // As it should be.
    }
    List<String> said = new ArrayList<>();
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optModelUrls(args[0])
            .optArtifactId(args[1])
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor()) {
      for (int i = 4; i < args.length; i++) {
        Image picture = ImageFactory.getInstance().fromFile(Path.of(args[i]));
        said.add(String.valueOf(predictor.predict(picture).get(args[2]).getProbability()));
      }
    }
    Files.write(Path.of(args[3]), said);
  }
}
