package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.ProjectionBlock;
import dev.espalier.compile.loss.CompiledLikeness;
import dev.espalier.compile.loss.Divisor;
import dev.espalier.compile.loss.LikenessArgument;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A term's likeness, with its projection and its own parameters, ready to compute. */
final class AlikeLoss implements AutoCloseable {
  private final Objective.Alike objective;
  private final @Nullable ProjectionBlock projection;
  private final CompiledLikeness likeness;
  private final LikenessArgument[] arguments;
  private final List<NamedParameter> own;
  private final NDManager manager;
  private final long seed;
  private List<NDArray> next = List.of();

  AlikeLoss(
      Objective.Alike objective,
      Term term,
      String stage,
      CompiledHierarchy networks,
      Recipe recipe) {
    this.objective = objective;
    Likeness described = objective.likeness();
    seed = Seeds.derive(recipe.seed(), "likeness", stage, term.name());
    manager = networks.manager().newSubManager();
    projection =
        objective
            .projection()
            .map(
                map ->
                    ProjectionBlock.of(
                        map, term.name(), networks.manager(), networks.type(), recipe.seed()))
            .orElse(null);
    var values =
        objective.compared(term, networks.description()).ofRows(recipe.data().trainedRows());
    likeness = CompiledLikeness.of(described, values);
    arguments =
        LikenessArgument.of(described, likeness.inputs(), values).toArray(LikenessArgument[]::new);
    own =
        NamedParameter.free(
            term.name() + " likeness",
            described.parametersFor(values),
            manager,
            networks.type(),
            recipe.seed());
  }

  /** Gives all that a checkpoint holds, those that gradients do not train too. */
  List<NamedParameter> parameters() {
    return Stream.concat(
            projection == null ? Stream.of() : projection.parameters().stream(),
            own.stream()
                .map(
                    one ->
                        new NamedParameter(
                            "likeness." + one.name(), one.array(), one.trainable(), one.layer())))
        .toList();
  }

  boolean reads(LikenessArgument.Source source) {
    return Stream.of(arguments).anyMatch(argument -> argument.source() == source);
  }

  /**
   * Gives the value on a batch.
   *
   * @param prediction the value at the first place
   * @param target what it should be like
   */
  ScalarLoss of(
      NDArray prediction,
      NDArray target,
      Map<Tap, NDArray> values,
      Batch columns,
      Divisor divisor,
      Moment moment) {
    NDArray mapped = projection == null ? prediction : projection.forward(prediction);
    NDArray[] inputs = new NDArray[arguments.length];
    for (int i = 0; i < inputs.length; i++) {
      int index = arguments[i].index();
      inputs[i] =
          switch (arguments[i].source()) {
            case LEARNER ->
                index == 0
                    ? mapped
                    : Chain.at(values, objective.beside().learners().get(index - 1));
            case GUIDE ->
                index == 0
                    ? target
                    : guide(objective.beside().guides().get(index - 1), values, columns);
            case LABELS -> columns.get(ColumnKey.Given.TARGET);
            case ROWS -> columns.get(ColumnKey.Given.ROWS);
            case NOISE -> noise(mapped, columns.size(), moment);
            case PARAMETER -> own.get(index).array();
          };
    }
    CompiledLikeness.Measured measured = likeness.measure(divisor, inputs);
    next = measured.next();
    return measured.loss();
  }

  /** Gives a guide's value, computed before or on this batch. */
  static NDArray guide(Tap tap, Map<Tap, NDArray> values, Batch columns) {
    ColumnKey kept = new ColumnKey.At(tap);
    return columns.columns().containsKey(kept)
        ? columns.get(kept)
        : Autograd.detach(Chain.at(values, tap));
  }

  private NDArray noise(NDArray like, int size, Moment moment) {
    return Operators.noise(
        like, Seeds.derive(seed, moment.step()), new Shape(size, objective.likeness().noise()));
  }

  /** Takes the next values of what gradients do not train, once the walk back has read the last. */
  void keep() {
    if (next.isEmpty()) {
      return;
    }
    List<NDArray> kept = new ArrayList<>();
    own.stream().filter(one -> !one.trainable()).map(NamedParameter::array).forEach(kept::add);
    try (Autograd.Mode paused = Autograd.paused()) {
      Operators.copy(kept, next);
    }
    next = List.of();
  }

  @Override
  public void close() {
    manager.close();
  }
}
