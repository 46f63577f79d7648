package dev.espalier.train.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.Checker;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.train.state.Fingerprint;
import dev.espalier.train.step.EpochLosses;
import dev.espalier.train.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Single steps of a stage that trains one network, in 64 bits, with its insides in view. */
final class StepBench implements AutoCloseable {
  private final DataSet data;
  private final Term[] terms;
  private final Network network;
  private final RunState run;
  private final EpochLosses losses;
  private final List<Step> steps = new ArrayList<>();

  StepBench(Network network, DataSet data, Term... terms) {
    this.network = network;
    this.data = data;
    this.terms = terms;
    Recipe recipe = RecipeBuilder.empty().classify(data).float64().seed(3).quiet().build();
    GradientStage stage = stage();
    Plan plan = new Plan("bench", network.name(), List.of(stage), stage.readout());
    CompiledHierarchy networks =
        CompiledHierarchy.of(Checker.check(network), Device.cpu(), DataType.FLOAT64, recipe.seed());
    run =
        new RunState(
            networks, plan, recipe, RunSaver.of(plan, recipe, Map.of(), () -> Fingerprint.NONE));
    losses = new EpochLosses(run.manager());
  }

  /** Gives the term that compares a layer with itself on the transformed batch. */
  static Term features(Network network, String layer) {
    Tap tap = Tap.of(network.name(), layer);
    return new Term(
        layer,
        tap,
        new Target.Transformed(tap),
        new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
        Weight.one());
  }

  /** Does a forward and a backward pass; no parameter moves. */
  void step(BatchTransform transform) {
    GradientStage stage = stage().transform(transform);
    Wiring wiring = Wiring.of(stage, run.hierarchy(), Measured.cells(run.recipe().data().kind()));
    Step step =
        new Step(run.networks(), run.recipe(), stage, wiring, run.recipe().optimization(), losses);
    steps.add(step);
    try (NDScope scope = new NDScope();
        Autograd.Mode paused = Autograd.paused()) {
      Feed feed = run.training();
      Map<ColumnKey, NDArray> columns =
          Map.of(
              ColumnKey.Given.INPUT, feed.input().range(run.manager(), 0, data.size()),
              ColumnKey.Given.TARGET, feed.target().range(run.manager(), 0, data.size()));
      step.addGradients(new Batch(columns, Map.of(), data.size()), new Moment(0, 1, 0, 1), 0);
    }
  }

  /** Gives all parameters and statistics, each as its values. */
  List<double[]> values() {
    return parameters().stream().map(one -> one.array().toDoubleArray()).toList();
  }

  /** Gives the gradients of the parameters that train, each as its values. */
  List<double[]> gradients() {
    try (NDScope scope = new NDScope()) {
      return parameters().stream()
          .filter(NamedParameter::trainable)
          .filter(one -> Autograd.hasGradient(one.array()))
          .map(one -> Autograd.gradient(one.array()).toDoubleArray())
          .toList();
    }
  }

  private GradientStage stage() {
    return GradientStage.of("bench", Part.whole(network.name()), List.of(terms));
  }

  private List<NamedParameter> parameters() {
    return run.networks().network(network.name()).parameters();
  }

  @Override
  public void close() {
    steps.forEach(Step::close);
    losses.close();
    run.close();
    run.networks().close();
  }
}
