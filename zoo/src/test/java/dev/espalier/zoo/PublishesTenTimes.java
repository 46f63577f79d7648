package dev.espalier.zoo;

import java.nio.file.Path;

/** A program that publishes a model ten times; {@link TogetherIT} starts ten of it at once. */
final class PublishesTenTimes {
  private PublishesTenTimes() {}

  /** Takes the zoo. */
  public static void main(String[] args) {
    try (Models model = Models.multigrade()) {
      for (int i = 0; i < 10; i++) {
        Zoo.at(Path.of(args[0])).publish(model.trained(), model.witness(), "model", card -> card);
      }
    }
  }
}
