package dev.espalier.models;

import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Ready hierarchies for self-abstraction learning (arXiv 2604.24313): networks of growing depth
 * over one input, each guided by the one before.
 *
 * <p>The networks are named {@code depth1}, {@code depth2}... by their number of hidden layers.
 * Small steps in depth work best.
 */
public final class Chains {
  private Chains() {}

  /**
   * Gives a chain of fully connected networks with sigmoid hidden layers, which deep networks alone
   * hardly train with: there guidance helps most.
   *
   * @param input the shape of one sample
   * @param width the units of each hidden layer
   * @param outputs the number of classes or values
   * @param depths the hidden layers of each network, growing
   */
  public static Hierarchy mlp(String name, Dims input, int width, int outputs, int... depths) {
    Given.all("name", name, "input", input, "depths", depths);
    Activation sigmoid = Activation.of(Activation.Kind.SIGMOID);
    return mlp(name, input, width, outputs, sigmoid, depths);
  }

  /**
   * Gives a chain of fully connected networks; hidden layers guide in order from the input, and so
   * do the outputs.
   *
   * @param input the shape of one sample
   * @param width the units of each hidden layer
   * @param outputs the number of classes or values
   * @param activation the function after each hidden layer
   * @param depths the hidden layers of each network, growing
   */
  public static Hierarchy mlp(
      String name, Dims input, int width, int outputs, Activation activation, int... depths) {
    Given.all("name", name, "input", input, "activation", activation, "depths", depths);
    requireGrowing("mlp", depths);
    return of(
        name,
        input,
        Arrays.stream(depths)
            .mapToObj(
                depth ->
                    Networks.mlp("depth" + depth, input, outputs, activation, same(width, depth)))
            .toArray(Network[]::new));
  }

  /**
   * Gives a chain of convolutional networks, see {@link Networks#cnn}; hidden layers guide in order
   * from the input, and so do the outputs.
   *
   * @param input (channels x height x width)
   * @param filters the channels of each convolution
   * @param outputs the number of classes or values
   * @param activation the function after each convolution
   * @param depths the convolutions of each network, growing
   */
  public static Hierarchy cnn(
      String name, Dims input, int filters, int outputs, Activation activation, int... depths) {
    Given.all("name", name, "input", input, "activation", activation, "depths", depths);
    requireGrowing("cnn", depths);
    return of(
        name,
        input,
        Arrays.stream(depths)
            .mapToObj(
                depth ->
                    Networks.cnn("depth" + depth, input, outputs, activation, same(filters, depth)))
            .toArray(Network[]::new));
  }

  /**
   * Gives a chain of residual networks for small images, see {@link Networks#resnet(String, Dims,
   * int, int)}; the ends of the three stages and the outputs guide.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param blocks the residual blocks of each stage in each network, growing; one of 3 is named
   *     "depth20"
   */
  public static Hierarchy resnet(String name, Dims input, int outputs, int... blocks) {
    Given.all("name", name, "input", input, "blocks", blocks);
    requireGrowing("resnet", blocks);
    HierarchyBuilder chain = HierarchyBuilder.empty().input(input.toArray());
    for (int k = 0; k < blocks.length; k++) {
      String network = "depth" + (6 * blocks[k] + 2);
      chain = chain.network(overSharedInput(Networks.resnet(network, input, outputs, blocks[k])));
      if (k > 0) {
        int before = blocks[k - 1];
        int own = blocks[k];
        chain =
            chain.guide(
                "depth" + (6 * before + 2),
                network,
                links -> {
                  GuideBuilder all = links;
                  for (int stage = 1; stage <= 3; stage++) {
                    String end = "block" + stage + "-";
                    all = all.hidden(end + before, end + own);
                  }
                  return all.output();
                });
      }
    }
    return chain.build(name);
  }

  /**
   * Gives a chain of U-Nets of growing depth, see {@link SegmentationNetworks#unetWithBatchNorm};
   * the pairs of convolutions that both have guide in order from the input, down and up, and so do
   * the outputs.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param filters the channels of the first two convolutions
   * @param halvings of each network, growing; one of 3 is named "depth3"
   */
  public static Hierarchy unet(String name, Dims input, int outputs, int filters, int... halvings) {
    Given.all("name", name, "input", input, "halvings", halvings);
    requireGrowing("unet", halvings);
    HierarchyBuilder chain = HierarchyBuilder.empty().input(input.toArray());
    for (int k = 0; k < halvings.length; k++) {
      String network = "depth" + halvings[k];
      chain =
          chain.network(
              overSharedInput(
                  SegmentationNetworks.unetWithBatchNorm(
                      network, input, outputs, filters, halvings[k])));
      if (k > 0) {
        int before = halvings[k - 1];
        chain = chain.guide("depth" + before, network, links -> unetLinks(links, before).output());
      }
    }
    return chain.build(name);
  }

  private static GuideBuilder unetLinks(GuideBuilder links, int halvings) {
    GuideBuilder all = links;
    for (int level = 1; level <= halvings + 1; level++) {
      String down = SegmentationNetworks.path("down", level);
      all = all.hidden(down, down);
    }
    for (int level = halvings; level >= 1; level--) {
      String up = SegmentationNetworks.path("up", level);
      all = all.hidden(up, up);
    }
    return all;
  }

  /**
   * Gives a chain of recurrent networks, see {@link Networks#lstm}; the whole sequences of layers
   * guide in order from the input, and so do the outputs.
   *
   * @param input (steps x features) or (1 x height x width)
   * @param units the units of each layer
   * @param outputs the number of classes or values
   * @param depths the layers of each network, growing
   */
  public static Hierarchy lstm(String name, Dims input, int units, int outputs, int... depths) {
    Given.all("name", name, "input", input, "depths", depths);
    requireGrowing("lstm", depths);
    HierarchyBuilder chain = HierarchyBuilder.empty().input(input.toArray());
    for (int k = 0; k < depths.length; k++) {
      Network network = Networks.lstm("depth" + depths[k], input, outputs, same(units, depths[k]));
      chain = chain.network(overSharedInput(network));
      if (k > 0) {
        // By name: a recurrent layer has its functions inside, and none that aligning looks for.
        int pairs = depths[k - 1];
        chain = chain.guide("depth" + pairs, network.name(), g -> layerByLayer(g, pairs).output());
      }
    }
    return chain.build(name);
  }

  /**
   * Gives a chain of any networks, each guided by the one before: hidden layers in order from the
   * input, and the outputs.
   *
   * @param input the shape of one sample, which all networks take
   * @param networks simplest first
   */
  public static Hierarchy of(String name, Dims input, Network... networks) {
    Given.all("name", name, "input", input, "networks", networks);
    return of(name, input, links -> links.aligned().output(), networks);
  }

  /**
   * Gives a chain of any networks, each guided by the one before by the same links.
   *
   * @param input the shape of one sample, which all networks take
   * @param links what should be alike
   * @param networks simplest first
   */
  public static Hierarchy of(
      String name, Dims input, UnaryOperator<GuideBuilder> links, Network... networks) {
    Given.all("name", name, "input", input, "links", links, "networks", networks);
    if (networks.length == 0) {
      throw new IllegalArgumentException(
          "chain: found no network, needed at least one. Try the networks, simplest first.");
    }
    HierarchyBuilder chain = HierarchyBuilder.empty().input(input.toArray());
    for (int k = 0; k < networks.length; k++) {
      chain = chain.network(overSharedInput(networks[k]));
      if (k > 0) {
        chain = chain.guide(networks[k - 1].name(), networks[k].name(), links);
      }
    }
    return chain.build(name);
  }

  private static Network overSharedInput(Network network) {
    return new Network(network.name(), new Source.Shared(), network.layers());
  }

  private static GuideBuilder layerByLayer(GuideBuilder links, int pairs) {
    GuideBuilder longer = links;
    for (int i = 1; i <= pairs; i++) {
      longer = longer.hidden("h" + i, "h" + i);
    }
    return longer;
  }

  private static int[] same(int width, int depth) {
    return IntStream.range(0, depth).map(i -> width).toArray();
  }

  private static void requireGrowing(String chain, int... depths) {
    boolean growing = IntStream.range(1, depths.length).allMatch(k -> depths[k] > depths[k - 1]);
    if (depths.length < 2
        || depths[0] < 1
        || depths[depths.length - 1] > Bounds.LAYERS
        || !growing) {
      throw new IllegalArgumentException(
          "%s: found depths %s, needed at least two that grow from 1 or more to at most %s. Try 1, 2, 3."
              .formatted(chain, Shown.of(Arrays.toString(depths)), Bounds.LAYERS));
    }
  }
}
