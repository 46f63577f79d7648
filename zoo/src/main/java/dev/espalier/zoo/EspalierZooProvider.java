package dev.espalier.zoo;

import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;

/** Lets DJL find the models that Espalier brings with it, under group id {@code dev.espalier}. */
public final class EspalierZooProvider implements ZooProvider {

  @Override
  public ModelZoo getModelZoo() {
    return new EspalierModelZoo();
  }
}
