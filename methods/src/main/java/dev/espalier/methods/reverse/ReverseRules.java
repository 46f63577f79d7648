package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.LastStep;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that reverse layers; a persistent value.
 *
 * <p>A layer has the rule that stands here for its class; else that of its own, if it is {@link
 * ReverseRule.Reversible}; else it is reversed like anything differentiable, by steps along its
 * derivative. Users add a rule, or replace one:
 *
 * <pre>{@code
 * ReverseRules.standard().with(Doubling.class, (layer, trained) ->
 *     (input, output, wanted) -> Reversed.of(wanted.div(2)));
 * }</pre>
 *
 * @param makers the rules by class
 * @param route how convolutions are solved; default by size
 */
public record ReverseRules(
    Map<Class<? extends Layer>, ReverseRule.Maker<Layer>> makers, ConvolutionRoute route)
    implements Identified {
  private static final ReverseRules STANDARD = table();

  /** Copies the map. */
  public ReverseRules {
    Given.all("makers", makers, "route", route);
    makers = Map.copyOf(makers);
  }

  /** Gives the rules of those built-in layers that have a better one than steps. */
  public static ReverseRules standard() {
    return STANDARD;
  }

  /** Gives these rules with another for one class of layers. */
  @SuppressWarnings("unchecked") // The key is the layer's class, so the cast inside holds.
  public <L extends Layer> ReverseRules with(Class<L> type, ReverseRule.Maker<L> maker) {
    Given.all("type", type, "maker", maker);
    Map<Class<? extends Layer>, ReverseRule.Maker<Layer>> longer = new LinkedHashMap<>(makers);
    longer.put(type, (ReverseRule.Maker<Layer>) maker);
    return new ReverseRules(longer, route);
  }

  /** Gives these rules with a way to solve convolutions; default by size. */
  public ReverseRules convolutions(ConvolutionRoute value) {
    if (route != ConvolutionRoute.BY_SIZE) {
      throw Choices.twice("reverseRules", "convolutions", route, value);
    }
    return new ReverseRules(makers, value);
  }

  /** Gives the route and the rules that are not the standard ones. */
  @Override
  public Object identity() {
    Map<Class<? extends Layer>, Object> own = new LinkedHashMap<>(makers);
    own.entrySet().removeAll(STANDARD.makers.entrySet());
    Map<Class<? extends Layer>, Object> none = new LinkedHashMap<>(STANDARD.makers);
    none.keySet().removeAll(makers.keySet());
    return List.of(route, own, none.keySet());
  }

  /** Gives the classes that have a rule here. */
  public Set<Class<? extends Layer>> classes() {
    return makers.keySet();
  }

  /** Makes the rule of a layer. */
  public ReverseRule ruleOf(Layer layer, TrainedLayer trained) {
    Given.all("layer", layer, "trained", trained);
    ReverseRule.Maker<Layer> maker = makers.get(layer.getClass());
    if (maker == null && layer instanceof CustomLayer) {
      maker = makers.get(CustomLayer.class);
    }
    if (maker != null) {
      return maker.make(layer, trained);
    }
    if (layer instanceof ReverseRule.Reversible reversible) {
      return reversible.reverseRule(trained);
    }
    return layer.tokens().isPresent() ? unchanged() : new CompositeRule(trained.forward());
  }

  private static ReverseRules table() {
    return new ReverseRules(Map.of(), ConvolutionRoute.BY_SIZE)
        .with(Dense.class, (layer, trained) -> dense(trained))
        .with(Conv2d.class, ReverseRules::convolution)
        .with(Pool.class, PoolRules::pool)
        .with(GlobalPool.class, PoolRules::global)
        .with(BatchNorm.class, NormRules::batch)
        .with(LayerNorm.class, NormRules::layer)
        .with(Dropout.class, (layer, trained) -> reshape())
        .with(Flatten.class, (layer, trained) -> reshape())
        .with(Reshape.class, (layer, trained) -> reshape())
        .with(Identity.class, (layer, trained) -> reshape())
        .with(LastStep.class, (layer, trained) -> lastStep());
  }

  private static ReverseRule dense(TrainedLayer trained) {
    NDArray weight = trained.parameter("weight");
    return new LinearRule(
        new MatrixMap(weight), Dims.of(weight.size(1)), Dims.of(weight.size(0)), trained.manager());
  }

  private static ReverseRule convolution(Conv2d layer, TrainedLayer trained) {
    LinearMap map =
        ConvolutionMap.of(
            layer, trained.input(), trained.output(), trained.route(), trained.parameter("weight"));
    return new LinearRule(map, trained.input(), trained.output(), trained.manager());
  }

  private static ReverseRule reshape() {
    return (input, output, wanted) -> Reversed.of(wanted.reshape(input.getShape()));
  }

  private static ReverseRule lastStep() {
    return (input, output, wanted) ->
        Reversed.of(Scripts.pointwise().call("last_step", input, wanted));
  }

  /** Symbols are not numbers to be moved: what stood there stays. */
  private static ReverseRule unchanged() {
    return (input, output, wanted) -> Reversed.of(input);
  }

  @Override
  public String toString() {
    return "rules of their own for " + makers.size() + " kinds of layers";
  }
}
