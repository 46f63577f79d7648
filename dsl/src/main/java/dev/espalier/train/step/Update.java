package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.TrainedLayers;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.recipe.LayerRates;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Rates;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a step: what trains is moved by its gradients, which are then 0 again. */
final class Update implements Saved, AutoCloseable {
  private final CompiledHierarchy networks;
  private final GradientStage stage;
  private final Optimization optimization;
  private final double clip;
  private final long trainable;
  private final RateGroups groups;
  private double multiplier = 1;

  /** Lets gradients into what trains, and nowhere else. */
  Update(
      CompiledHierarchy networks,
      GradientStage stage,
      List<NDArray> besides,
      Optimization optimization) {
    this.networks = networks;
    this.stage = stage;
    this.optimization = optimization;
    clip = Double.isInfinite(optimization.clip()) ? 0 : optimization.clip();
    LayerRates rates = optimization.layerRates();
    List<RateGroups.Leaf> opened = new ArrayList<>();
    for (NetworkBlock block : networks.networks()) {
      TrainedLayers layers = trainedLayers(block);
      block.trainable(layers);
      block.parameters().stream()
          .filter(parameter -> parameter.trainable() && layers.trains(parameter.layer()))
          .map(
              parameter ->
                  new RateGroups.Leaf(
                      parameter.array(),
                      rates.of(block.network().name(), parameter.name()),
                      decays(parameter.name(), parameter.array())))
          .forEach(opened::add);
    }
    besides.forEach(parameter -> parameter.setRequiresGradient(true));
    besides.forEach(
        parameter ->
            opened.add(
                new RateGroups.Leaf(
                    parameter, rates.projections().orElse(1), decays("", parameter))));
    opened.forEach(leaf -> Autograd.ensureGradient(leaf.array()));
    trainable = opened.stream().mapToLong(leaf -> leaf.array().size()).sum();
    groups = RateGroups.of(optimization.optimizer(), opened, networks.manager());
  }

  private boolean decays(String name, NDArray array) {
    return optimization.decay().of(name, array.getShape().dimension());
  }

  /** Gives which layers of a network train. */
  static TrainedLayers layers(Part part, NetworkBlock block) {
    return new TrainedLayers(
        part.upTo().map(block::layersUpTo).orElse(Integer.MAX_VALUE),
        part.frozen().stream()
            .map(layer -> block.layersUpTo(layer) - 1)
            .collect(Collectors.toSet()));
  }

  private TrainedLayers trainedLayers(NetworkBlock block) {
    return stage.trains().stream()
        .filter(part -> part.network().equals(block.network().name()))
        .map(part -> layers(part, block))
        .findFirst()
        .orElse(TrainedLayers.NONE);
  }

  /** Moves what trains by the rate of a moment. */
  void run(Moment moment) {
    groups.step(Rates.rate(optimization.rate(), moment, stage.name()) * multiplier, clip);
  }

  /** Multiplies the scheduled rate from now on. */
  void multiplyRate(double factor) {
    multiplier = factor;
  }

  /** Gives the number of values that train. */
  long trainable() {
    return trainable;
  }

  @Override
  public void save(StateWriter out) throws IOException {
    groups.save(out);
  }

  @Override
  public void restore(StateReader in) {
    groups.restore(in);
  }

  @Override
  public void close() {
    groups.close();
    networks.networks().forEach(block -> block.trainable(false));
  }
}
