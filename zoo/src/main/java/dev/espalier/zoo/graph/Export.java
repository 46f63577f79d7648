package dev.espalier.zoo.graph;

import dev.espalier.train.plan.Readout;

/**
 * What goes into an exported graph.
 *
 * @param readout what it predicts
 * @param probabilities whether it ends with a softmax; else one network's classes are logits
 * @param normalizes whether the data's normalisation is inside, so that it takes raw inputs
 * @param black the data's value that an input of 0 stands for
 * @param white the data's value that an input of 1 stands for
 */
public record Export(
    Readout readout, boolean probabilities, boolean normalizes, double black, double white) {

  /** Gives the whole of what was trained, from raw inputs to probabilities or values. */
  public static Export whole(Trained trained) {
    boolean probabilities = trained.scores() && trained.readout().single();
    return new Export(trained.readout(), probabilities, true, 0, 1);
  }
}
