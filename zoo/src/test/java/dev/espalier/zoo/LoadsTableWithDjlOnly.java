package dev.espalier.zoo;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.TranslateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that knows DJL and nothing else: it sends a model rows of a table as JSON. */
final class LoadsTableWithDjlOnly {
  private LoadsTableWithDjlOnly() {}

  /** Takes the zoo, the model's name, a file with a row a line, and the file for the answers. */
  public static void main(String[] args) throws Exception {
    try {
      Class.forName("dev.espalier.Espalier");
      throw new AssertionError("Espalier is on the class path");
    } catch (ClassNotFoundException expected) {
      // As it should be.
    }
    List<String> said = new ArrayList<>();
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelUrls(args[0])
            .optArtifactId(args[1])
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor()) {
      for (String row : Files.readAllLines(Path.of(args[2]))) {
        Input input = new Input();
        input.add(row);
        try {
          said.add(predictor.predict(input).getAsString(0));
        } catch (TranslateException e) {
          said.add(String.valueOf(e.getMessage()).replace("\n", " "));
        }
      }
    }
    Files.write(Path.of(args[3]), said);
  }
}
