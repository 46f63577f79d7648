package dev.espalier.describe;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.merge.Join;
import dev.espalier.describe.layer.merge.Residual;
import dev.espalier.describe.layer.merge.Sequential;
import dev.espalier.describe.layer.merge.Transformer;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.GroupNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.describe.layer.sequence.ClassToken;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.EmbeddingBag;
import dev.espalier.describe.layer.sequence.FirstStep;
import dev.espalier.describe.layer.sequence.LastStep;
import dev.espalier.describe.layer.sequence.PooledSteps;
import dev.espalier.describe.layer.sequence.Positions;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Describes a network layer by layer; a persistent value, so every call returns a new one.
 *
 * <p>A layer without a given name is named by its kind and its count, such as {@code flatten1}. An
 * activation belongs to the layer before it: the tap {@code network.h} is the value after it,
 * {@code network.h:linear} the one before.
 */
public final class NetworkBuilder extends ActivationWords {
  private final Source source;
  private final LayerList layers;
  private final int depth;

  private NetworkBuilder(Source source, LayerList layers, int depth) {
    this.source = source;
    this.layers = layers;
    this.depth = depth;
  }

  /** Gives an empty network over the hierarchy's shared input. */
  public static NetworkBuilder empty() {
    return new NetworkBuilder(new Source.Shared(), LayerList.empty(), 0);
  }

  /**
   * Gives the first layers of a network over its input, to which others can be added.
   *
   * @param count how many layers
   */
  public static NetworkBuilder of(Network network, int count) {
    Given.all("network", network);
    LayerList layers = LayerList.empty();
    for (NamedLayer layer : network.layers().subList(0, count)) {
      layers = layers.append(layer);
    }
    return new NetworkBuilder(network.source(), layers, 0);
  }

  /** Gives the described network under a name. */
  public Network build(String name) {
    return new Network(name, source, layers.list());
  }

  /** Sets the shape of one input sample. */
  public NetworkBuilder input(long... dims) {
    Given.all("dims", dims);
    return source(new Source.Input(Dims.of(dims)));
  }

  /** Sets the shape of one input sample, such as a data set's {@code inputDims()}. */
  public NetworkBuilder input(Dims dims) {
    Given.all("dims", dims);
    return source(new Source.Input(dims));
  }

  /** Takes the value at another network's tap, {@code network.layer}, as input. */
  public NetworkBuilder from(String tap) {
    Given.all("tap", tap);
    return source(new Source.At(Tap.parse(tap)));
  }

  /** Adds a fully connected layer. */
  public NetworkBuilder dense(String name, int units) {
    return layer(name, Dense.of(units));
  }

  /** Adds a fully connected layer with settings. */
  public NetworkBuilder dense(String name, int units, UnaryOperator<Dense.Builder> settings) {
    return layer(name, Dense.of(units, settings));
  }

  /** Adds a fully connected layer with an automatic name. */
  public NetworkBuilder dense(int units) {
    return layer(Dense.of(units));
  }

  /** Adds the fully connected layer named {@code output}, without activation. */
  public NetworkBuilder output(int units) {
    return dense(Network.OUTPUT, units);
  }

  /** Adds the fully connected layer named {@code output} with settings. */
  public NetworkBuilder output(int units, UnaryOperator<Dense.Builder> settings) {
    return dense(Network.OUTPUT, units, settings);
  }

  /** Adds a convolution with stride 1 and no padding. */
  public NetworkBuilder conv2d(String name, int filters, int kernel) {
    return layer(name, Conv2d.of(filters, kernel));
  }

  /** Adds a convolution with settings. */
  public NetworkBuilder conv2d(
      String name, int filters, int kernel, UnaryOperator<Conv2d.Builder> settings) {
    return layer(name, Conv2d.of(filters, kernel, settings));
  }

  /** Adds a convolution with an automatic name. */
  public NetworkBuilder conv2d(int filters, int kernel) {
    return layer(Conv2d.of(filters, kernel));
  }

  /** Adds a convolution with settings and an automatic name. */
  public NetworkBuilder conv2d(int filters, int kernel, UnaryOperator<Conv2d.Builder> settings) {
    return layer(Conv2d.of(filters, kernel, settings));
  }

  /** Adds the largest value of windows side by side. */
  public NetworkBuilder maxPool(int size) {
    return layer(Pool.max(size));
  }

  /** Adds the largest value of windows, with settings. */
  public NetworkBuilder maxPool(int size, UnaryOperator<Pool.Builder> settings) {
    return layer(Pool.max(size, settings));
  }

  /** Adds the mean of windows side by side. */
  public NetworkBuilder averagePool(int size) {
    return layer(Pool.average(size));
  }

  /** Adds the mean of windows, with settings. */
  public NetworkBuilder averagePool(int size, UnaryOperator<Pool.Builder> settings) {
    return layer(Pool.average(size, settings));
  }

  /** Adds the largest value of each channel. */
  public NetworkBuilder globalMaxPool() {
    return layer(new GlobalPool(Pool.Kind.MAX));
  }

  /** Adds the mean of each channel. */
  public NetworkBuilder globalAveragePool() {
    return layer(new GlobalPool(Pool.Kind.AVERAGE));
  }

  /** Adds batch normalisation. */
  public NetworkBuilder batchNorm() {
    return layer(BatchNorm.standard());
  }

  /** Adds batch normalisation with settings. */
  public NetworkBuilder batchNorm(UnaryOperator<BatchNorm.Builder> settings) {
    return layer(BatchNorm.standard(settings));
  }

  /** Adds normalisation of so many groups of channels. */
  public NetworkBuilder groupNorm(int groups) {
    return layer(GroupNorm.of(groups));
  }

  /** Adds normalisation of so many groups of channels, with settings. */
  public NetworkBuilder groupNorm(int groups, UnaryOperator<GroupNorm.Builder> settings) {
    return layer(GroupNorm.of(groups, settings));
  }

  /** Adds layer normalisation over the last axis. */
  public NetworkBuilder layerNorm() {
    return layer(LayerNorm.standard());
  }

  /** Adds layer normalisation with settings. */
  public NetworkBuilder layerNorm(UnaryOperator<LayerNorm.Builder> settings) {
    return layer(LayerNorm.standard(settings));
  }

  /** Adds dropout. */
  public NetworkBuilder dropout(double rate) {
    return layer(new Dropout(rate));
  }

  /** Makes one axis of all. */
  public NetworkBuilder flatten() {
    return layer(new Flatten());
  }

  /** Gives each sample another shape of as many values. */
  public NetworkBuilder reshape(long... dims) {
    Given.all("dims", dims);
    return layer(new Reshape(Dims.of(dims)));
  }

  /** Adds a body with the identity around it. */
  public NetworkBuilder residual(String name, UnaryOperator<NetworkBuilder> body) {
    Given.all("name", name, "body", body);
    NetworkBuilder inner = Given.result("body", body.apply(within()));
    return layer(name, new Residual(inner.inner(), List.of()));
  }

  /** Adds a body with a shortcut of layers around it. */
  public NetworkBuilder residual(
      String name, UnaryOperator<NetworkBuilder> body, UnaryOperator<NetworkBuilder> shortcut) {
    Given.all("name", name, "body", body, "shortcut", shortcut);
    NetworkBuilder inner = Given.result("body", body.apply(within()));
    NetworkBuilder around = Given.result("shortcut", shortcut.apply(within()));
    return layer(name, new Residual(inner.inner(), around.inner()));
  }

  /**
   * Adds branches that all take the value so far, and a join of theirs, such as {@code concat()}.
   */
  public NetworkBuilder branches(String name, Join join, UnaryOperator<BranchesBuilder> branches) {
    Given.all("name", name, "join", join, "branches", branches);
    BranchesBuilder all = new BranchesBuilder(List.of(), within());
    return layer(name, Given.result("branches", branches.apply(all)).joined(join));
  }

  /** Adds branches and their join with an automatic name. */
  public NetworkBuilder branches(Join join, UnaryOperator<BranchesBuilder> branches) {
    Given.all("join", join, "branches", branches);
    BranchesBuilder all = new BranchesBuilder(List.of(), within());
    return layer(Given.result("branches", branches.apply(all)).joined(join));
  }

  /** Adds layers under one name; a tap inside is {@code network.name.layer}. */
  public NetworkBuilder sequential(String name, UnaryOperator<NetworkBuilder> layers) {
    Given.all("name", name, "layers", layers);
    return layer(name, new Sequential(Given.result("layers", layers.apply(within())).inner()));
  }

  /** Adds a plain recurrent layer; the value is the whole sequence, see {@link #last()}. */
  public NetworkBuilder rnn(String name, int units) {
    return layer(name, Recurrent.of(Recurrent.Cell.RNN, units));
  }

  /** Adds a plain recurrent layer with settings. */
  public NetworkBuilder rnn(String name, int units, UnaryOperator<Recurrent.Builder> settings) {
    return layer(name, Recurrent.of(Recurrent.Cell.RNN, units, settings));
  }

  /** Adds a long short-term memory; the value is the whole sequence, see {@link #last()}. */
  public NetworkBuilder lstm(String name, int units) {
    return layer(name, Recurrent.of(Recurrent.Cell.LSTM, units));
  }

  /** Adds a long short-term memory with settings. */
  public NetworkBuilder lstm(String name, int units, UnaryOperator<Recurrent.Builder> settings) {
    return layer(name, Recurrent.of(Recurrent.Cell.LSTM, units, settings));
  }

  /** Adds a gated recurrent layer; the value is the whole sequence, see {@link #last()}. */
  public NetworkBuilder gru(String name, int units) {
    return layer(name, Recurrent.of(Recurrent.Cell.GRU, units));
  }

  /** Adds a gated recurrent layer with settings. */
  public NetworkBuilder gru(String name, int units, UnaryOperator<Recurrent.Builder> settings) {
    return layer(name, Recurrent.of(Recurrent.Cell.GRU, units, settings));
  }

  /** Puts a learned step before the first, which {@link #first()} keeps at the end. */
  public NetworkBuilder classToken() {
    return layer(ClassToken.standard());
  }

  /** Keeps the first step of a sequence. */
  public NetworkBuilder first() {
    return layer(new FirstStep());
  }

  /** Keeps the last step of a sequence. */
  public NetworkBuilder last() {
    return layer(new LastStep());
  }

  /** Adds a learned vector for each token. */
  public NetworkBuilder embedding(String name, int vocabulary, int size) {
    return layer(name, Embedding.of(vocabulary, size));
  }

  /** Adds a learned vector for each token, with settings. */
  public NetworkBuilder embedding(
      String name, int vocabulary, int size, UnaryOperator<Embedding.Builder> settings) {
    return layer(name, Embedding.of(vocabulary, size, settings));
  }

  /**
   * Adds the mean of the learned vectors of a sequence's tokens, in whatever order, with settings.
   */
  public NetworkBuilder embeddingBag(
      String name, int vocabulary, int size, UnaryOperator<Embedding.Builder> settings) {
    Embedding vectors = Embedding.of(vocabulary, size, settings);
    return layer(name, new EmbeddingBag(vectors, EmbeddingBag.Kind.MEAN));
  }

  /** Adds to each step a vector of its place: waves of several lengths (arXiv 1706.03762). */
  public NetworkBuilder positions() {
    return layer(Positions.standard());
  }

  /** Adds to each step a vector of its place, with settings. */
  public NetworkBuilder positions(UnaryOperator<Positions.Builder> settings) {
    return layer(Positions.standard(settings));
  }

  /** Adds multi-head self-attention. */
  public NetworkBuilder attention(String name, int heads) {
    return layer(name, Attention.of(heads));
  }

  /** Adds multi-head self-attention with settings. */
  public NetworkBuilder attention(
      String name, int heads, UnaryOperator<Attention.Builder> settings) {
    return layer(name, Attention.of(heads, settings));
  }

  /** Adds as many blocks of a transformer; each is a layer within it, named by its number. */
  public NetworkBuilder transformer(
      String name, int blocks, UnaryOperator<Transformer.Builder> settings) {
    return layer(name, Transformer.of(blocks, settings));
  }

  /** Keeps the mean of each feature over the steps. */
  public NetworkBuilder meanOfSteps() {
    return layer(PooledSteps.mean());
  }

  /** Keeps the largest value of each feature over the steps. */
  public NetworkBuilder maxOfSteps() {
    return layer(PooledSteps.max());
  }

  @Override
  public NetworkBuilder layer(String name, Layer layer) {
    return with(layers.append(new NamedLayer(name, layer, Activation.IDENTITY)));
  }

  @Override
  public NetworkBuilder layer(Layer layer) {
    Given.all("layer", layer);
    return with(layers.append(layer));
  }

  /** Adds as many times what the function adds, 0 for nothing; it is given the count, from 1. */
  public NetworkBuilder repeat(
      int times, BiFunction<Integer, NetworkBuilder, NetworkBuilder> body) {
    Given.all("body", body);
    Bounds.requireTimes(times);
    NetworkBuilder repeated = this;
    for (int i = 1; i <= times; i++) {
      repeated = Given.result("body", body.apply(i, repeated));
    }
    return repeated;
  }

  /**
   * Sets the activation of the layer before; after one that has its own, adds an identity layer.
   */
  @Override
  public NetworkBuilder activation(Activation activation) {
    LayerList activated = layers.activated(activation);
    return activated == null ? layer(new Identity()).activation(activation) : with(activated);
  }

  private NetworkBuilder source(Source next) {
    if (!(source instanceof Source.Shared)) {
      throw Choices.twice("network", "the input", source, next);
    }
    return new NetworkBuilder(next, layers, depth);
  }

  private NetworkBuilder with(LayerList next) {
    return new NetworkBuilder(source, next, depth);
  }

  /** Gives the builder that layers inside the next layer start from. */
  private NetworkBuilder within() {
    Bounds.requireDepth(depth + 1);
    return new NetworkBuilder(new Source.Shared(), layers.inside(), depth + 1);
  }

  /** Gives the layers, which are inside a layer and take its input. */
  List<NamedLayer> inner() {
    if (!(source instanceof Source.Shared)) {
      throw new IllegalArgumentException(
          "network: layers inside a layer take its own input, but were given %s. Try leaving it out."
              .formatted(source));
    }
    return layers.list();
  }

  @Override
  public String toString() {
    return source + " " + layers.list();
  }
}
