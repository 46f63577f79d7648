package dev.espalier.describe;

/**
 * What is trained already and can stand in a hierarchy as it is, or go on from there: a run, a
 * zoo's model, weights on a description, a file of another program.
 */
public interface Pretrained {

  /**
   * Gives the network that predicts, over the data's input, with its values.
   *
   * @throws RuntimeException that says why it cannot be given, if it cannot
   */
  GivenNetwork given();
}
