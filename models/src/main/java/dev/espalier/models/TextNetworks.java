package dev.espalier.models;

import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Positions;
import dev.espalier.describe.layer.sequence.Segments;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import java.util.Arrays;

/**
 * Ready descriptions of networks that read text: rows of tokens, of which 0 fills a text up to the
 * length of all.
 */
public final class TextNetworks {
  private static final double BERT_EPSILON = 1e-12;
  private static final double BERT_DEVIATION = 0.02;

  private TextNetworks() {}

  /**
   * Gives vectors of tokens, named {@code words}, a long short-term memory in both directions,
   * {@code h1}, the mean of its steps, and an output.
   *
   * @param steps the length of a text
   * @param vocabulary the number of tokens, padding counted
   * @param size the length of a token's vector
   * @param units the units of each direction
   * @param classes the number of classes
   */
  public static Network biLstm(
      String name, int steps, int vocabulary, int size, int units, int classes) {
    return NetworkBuilder.empty()
        .input(steps)
        .embedding("words", vocabulary, size, e -> e.padding(0))
        .lstm("h1", units, r -> r.bidirectional())
        .meanOfSteps()
        .output(classes)
        .build(name);
  }

  /**
   * Gives vectors of tokens, named {@code words}, with sinusoidal positions, the blocks of a
   * transformer, {@code t}, whose feed-forward parts are 4 times as wide, the mean of the steps,
   * and an output.
   *
   * @param steps the length of a text
   * @param vocabulary the number of tokens, padding counted
   * @param size the length of a token's vector, a multiple of the heads
   * @param blocks how many blocks
   * @param heads how many heads each has
   * @param classes the number of classes
   */
  public static Network transformer(
      String name, int steps, int vocabulary, int size, int blocks, int heads, int classes) {
    return NetworkBuilder.empty()
        .input(steps)
        .embedding("words", vocabulary, size, e -> e.weight(Initial.normal(0.1)).padding(0))
        .positions()
        .transformer("t", blocks, t -> t.heads(heads).feedForward(4 * size))
        .meanOfSteps()
        .output(classes)
        .build(name);
  }

  /**
   * Gives a chain of transformers for self-abstraction learning, see {@link #transformer}: each is
   * guided by the one before at {@code t}, of one size in all, and at the output.
   *
   * @param depths how many blocks each network has, growing; a network of two is named "depth2"
   */
  public static Hierarchy chain(
      String name, int steps, int vocabulary, int size, int heads, int classes, int... depths) {
    Given.all("name", name, "depths", depths);
    Network[] networks =
        Arrays.stream(depths)
            .mapToObj(
                blocks ->
                    transformer("depth" + blocks, steps, vocabulary, size, blocks, heads, classes))
            .toArray(Network[]::new);
    return Chains.of(name, Dims.of(steps), g -> g.hidden("t", "t").output(), networks);
  }

  /**
   * Gives BERT (arXiv 1810.04805): vectors of tokens and of places, {@code words} and {@code
   * places}, and of the first segment, {@code segments}; blocks with their norms last, {@code t};
   * and the pooler over the first step, {@code pooler}. What follows is the user's.
   *
   * @param steps the length of a text, at most 512 where published weights are to be read
   * @param vocabulary the number of tokens, 30,522 in the published ones
   * @param size the length of a token's vector
   * @param blocks how many blocks
   * @param heads how many heads each has
   * @param padding the token that fills a text up; 0 in the published ones
   */
  public static NetworkBuilder bert(
      int steps, int vocabulary, int size, int blocks, int heads, int padding) {
    Initial start = Initial.normal(BERT_DEVIATION);
    return NetworkBuilder.empty()
        .input(steps)
        .embedding("words", vocabulary, size, e -> e.weight(start).padding(padding))
        .layer("places", Positions.standard(p -> p.learned(start)))
        .layer("segments", new Segments(2, start))
        .layer("norm", LayerNorm.standard(n -> n.epsilon(BERT_EPSILON)))
        .transformer(
            "t",
            blocks,
            t ->
                t.heads(heads)
                    .feedForward(4 * size)
                    .normLast()
                    .epsilon(BERT_EPSILON)
                    .weights(start))
        .first()
        .dense("pooler", size, d -> d.weight(start).bias(Initial.zeros()))
        .tanh();
  }
}
