package dev.espalier;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.Pretrained;
import dev.espalier.describe.TrainedOn;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.engine.Inference;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.Readout;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network with values of its own, from a file, a run or another program: it measures and predicts
 * without a training, guides others, and is where a training goes on from.
 *
 * <p>It owns native memory once it has predicted. Closing it frees that at once; one that is only
 * forgotten frees it when it is garbage collected.
 */
public final class PretrainedNetwork implements Pretrained, AutoCloseable {
  private final GivenNetwork given;
  private final CheckedHierarchy checked;
  private @Nullable CompiledHierarchy networks;
  private boolean closed;

  private PretrainedNetwork(GivenNetwork given) {
    this.given = given;
    Network network = given.network();
    this.checked =
        Checker.check(
            new Hierarchy(
                network.name(),
                network.source(),
                List.of(network),
                List.of(),
                Map.of(network.name(), given.values().frozen(false))));
  }

  /**
   * Gives a network with its values.
   *
   * @throws dev.espalier.check.CheckException with every problem of the description, and every
   *     tensor that is missing, extra or misshapen
   */
  static PretrainedNetwork of(GivenNetwork given) {
    return new PretrainedNetwork(given);
  }

  @Override
  public GivenNetwork given() {
    return given;
  }

  /** Gives the network with its shapes, and with its values to train on from. */
  public CheckedHierarchy checked() {
    return checked;
  }

  /** Gives the description, which trains on from these values wherever a description is taken. */
  public Hierarchy description() {
    return checked.description();
  }

  /** Gives the values by {@code layer.parameter}. */
  public StateDict weights() {
    return StateDict.of(checked.valuesOf(network()));
  }

  /**
   * Gives the network with a new output of so many values instead of its last layer; it starts from
   * the seed, and the other layers keep their values.
   */
  public PretrainedNetwork withOutput(int units) {
    NetworkBuilder before = NetworkBuilder.of(given.network(), given.network().layers().size() - 1);
    return changed(before.output(units).build(given.network().name()));
  }

  /**
   * Gives the network up to and with one layer, which then is the output.
   *
   * @throws IllegalArgumentException if there is no such layer; lists those that are
   */
  public PretrainedNetwork upTo(String layer) {
    Given.all("layer", layer);
    List<String> layers = given.network().layers().stream().map(each -> each.name()).toList();
    int place = layers.indexOf(layer);
    if (place < 0) {
      throw new IllegalArgumentException(
          "network %s: it has no layer '%s'. It has %s."
              .formatted(given.network().name(), layer, String.join(", ", layers)));
    }
    return changed(NetworkBuilder.of(given.network(), place + 1).build(given.network().name()));
  }

  /** Gives the network with more layers after its own; they start from the seed. */
  public PretrainedNetwork then(UnaryOperator<NetworkBuilder> layers) {
    Given.all("layers", layers);
    NetworkBuilder before = NetworkBuilder.of(given.network(), given.network().layers().size());
    return changed(Given.result("layers", layers.apply(before)).build(given.network().name()));
  }

  private PretrainedNetwork changed(Network other) {
    GivenValues before = given.values();
    StateDict kept = StateDict.of(checked.valuesOf(network())).whereFitting();
    Optional<TrainedOn> inputs =
        before.trainedOn().map(known -> new TrainedOn(known.offsets(), known.scales(), List.of()));
    return new PretrainedNetwork(
        new GivenNetwork(other, new GivenValues(kept, before.frozen(), inputs, before.origin())));
  }

  /**
   * Gives the class probabilities or values of each sample of a data set, in its order.
   *
   * @param data raw, or normalised as the data that the values were trained on; where that is not
   *     known, as the network takes them
   * @throws dev.espalier.data.problem.DataException if the data do not fit
   */
  public List<Prediction> predict(DataSet data) {
    Given.all("data", data);
    return inference(data).predict(readout(), data);
  }

  /**
   * Gives what the network says of one sample: probabilities of the classes of the data that its
   * values were trained on, else the values of its output as they are.
   */
  public Prediction predict(Sample sample) {
    Given.all("sample", sample);
    List<String> classes = given.values().trainedOn().map(TrainedOn::classes).orElse(List.of());
    Targets targets = Targets.ofOutput(network().output(), classes, scaling(), Optional.empty());
    DataForm form = form(targets, sample.normalization(), sample.recipe());
    return new Inference(networks(), form).predict(readout(), sample);
  }

  /**
   * Measures the network on a data set, by the metrics and the loss of what the data's targets are.
   *
   * @param data raw, or normalised as the data that the values were trained on; where that is not
   *     known, as the network takes them. Classes are then those of the outputs in their order
   * @throws dev.espalier.data.problem.DataException if the data do not fit
   */
  public Evaluation evaluate(DataSet data) {
    Given.all("data", data);
    return inference(data).evaluate(readout(), data);
  }

  /** Gives what predicts: this one network. */
  public Readout readout() {
    return Readout.of(given.network().name());
  }

  /** Gives what data the network takes, as far as is known, for data like these. */
  public DataForm form(DataSet data) {
    Given.all("data", data);
    List<String> classes = given.values().trainedOn().map(TrainedOn::classes).orElse(List.of());
    Targets targets =
        data.kind() instanceof Targets.Values values
            ? values.scaledBy(scaling().or(values::scaling))
            : classes.isEmpty() ? data.kind() : Targets.Classes.of(classes, network().output());
    return form(targets, data.normalization(), data.recipe()).pictures(data.pictures());
  }

  private Optional<Normalization> scaling() {
    return given
        .values()
        .trainedOn()
        .filter(known -> !known.targetScales().isEmpty())
        .map(known -> new Normalization(known.targetOffsets(), known.targetScales()));
  }

  private DataForm form(
      Targets targets, Optional<Normalization> found, Optional<TableRecipe> recipe) {
    Optional<Normalization> normalization =
        given
            .values()
            .trainedOn()
            .map(
                known ->
                    known.scales().isEmpty()
                        ? Optional.<Normalization>empty()
                        : Optional.of(new Normalization(known.offsets(), known.scales())))
            .orElse(found);
    DataForm form =
        new DataForm(
            given.network().name(),
            checked.input(),
            targets,
            normalization,
            checked.tokens(),
            recipe);
    requireSameRecipe(form.trainedOn().recipe());
    return form;
  }

  private void requireSameRecipe(String found) {
    String needed = given.values().trainedOn().map(TrainedOn::recipe).orElse(found);
    if (!found.equals(needed)) {
      throw DataException.of(
          "data for network '%s'".formatted(given.network().name()),
          "columns",
          "a table's recipe made %s of them, and its values were trained on what %s"
              .formatted(
                  found.isEmpty() ? "nothing" : "features",
                  needed.isEmpty() ? "no recipe made" : "one made that learned something else"),
          "run.outcome().form().prepare(data), or what the run itself says of the data");
    }
  }

  private Inference inference(DataSet data) {
    return new Inference(networks(), form(data));
  }

  /**
   * Gives the network in memory, on the CPU; it belongs to this.
   *
   * @throws CheckException if some parameter has no value, as a new output has none
   */
  public synchronized CompiledHierarchy networks() {
    if (networks == null) {
      networks = compiled();
      if (closed) {
        networks.close();
      }
    }
    return networks;
  }

  private CompiledHierarchy compiled() {
    Map<String, TensorData> values = checked.valuesOf(network());
    List<Problem> missing =
        network().layers().stream()
            .flatMap(layer -> layer.parameters().stream().map(spec -> spec.under(layer.name())))
            .filter(spec -> !values.containsKey(spec.name()))
            .map(
                spec ->
                    new Problem(
                        "parameter " + network().name() + "." + spec.name(),
                        "it has no value yet, so the network predicts nothing",
                        "train(network, ...)"))
            .toList();
    if (!missing.isEmpty()) {
      throw new CheckException("network '%s'".formatted(network().name()), missing);
    }
    boolean wide =
        values.values().stream().map(TensorData::type).anyMatch(DataType.FLOAT64::equals);
    DataType type = wide ? DataType.FLOAT64 : DataType.FLOAT32;
    CompiledHierarchy made = CompiledHierarchy.of(checked, Device.cpu(), type, 0);
    made.belongTo("network '%s'".formatted(network().name()));
    return made;
  }

  private CheckedNetwork network() {
    return checked.networks().get(0);
  }

  /** Frees the network's native memory, once the calls in progress have ended. */
  @Override
  public synchronized void close() {
    closed = true;
    if (networks != null) {
      networks.close();
    }
  }

  @Override
  public String toString() {
    return checked.networks().get(0) + ", " + given.values();
  }
}
