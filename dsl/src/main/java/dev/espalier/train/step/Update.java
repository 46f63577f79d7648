package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.TrainedLayers;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.OptimizerStep;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
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
  private final OptimizerStep optimizer;

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
    List<NDArray> opened = new ArrayList<>();
    for (NetworkBlock block : networks.networks()) {
      TrainedLayers layers = trainedLayers(block);
      block.trainable(layers);
      block.parameters().stream()
          .filter(parameter -> parameter.trainable() && layers.trains(parameter.layer()))
          .map(NamedParameter::array)
          .forEach(opened::add);
    }
    besides.forEach(parameter -> parameter.setRequiresGradient(true));
    opened.addAll(besides);
    opened.forEach(Autograd::ensureGradient);
    trainable = opened.stream().mapToLong(NDArray::size).sum();
    optimizer = OptimizerStep.create(optimization.optimizer(), opened, networks.manager());
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
    optimizer.step(Rates.rate(optimization.rate(), moment, stage.name()), clip);
  }

  /** Gives the number of values that train. */
  long trainable() {
    return trainable;
  }

  @Override
  public void save(StateWriter out) throws IOException {
    NDList state = optimizer.state();
    out.texts("optimizer", state.stream().map(NDArray::getName).toList());
    StateWriter values = out.within("optimizer");
    for (NDArray value : state) {
      values.array(value.getName(), value);
    }
  }

  @Override
  public void restore(StateReader in) {
    StateReader values = in.within("optimizer");
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList state = new NDList();
      in.texts("optimizer").forEach(name -> state.add(values.array(name, networks.manager())));
      optimizer.restore(state);
    }
  }

  @Override
  public void close() {
    optimizer.close();
    networks.networks().forEach(block -> block.trainable(false));
  }
}
