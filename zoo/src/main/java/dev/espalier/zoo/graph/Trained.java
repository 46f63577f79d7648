package dev.espalier.zoo.graph;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Targets;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.train.recipe.Measured;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * What was trained, outside native memory: shapes, values, and how they came about.
 *
 * @param checked the hierarchy with its shapes
 * @param readout what it predicts
 * @param task what its output stands for
 * @param classes the classes' names; empty for values
 * @param normalization what was done to the training inputs, if anything
 * @param parameters the values of every tensor, as {@code network.layer.name}, statistics included
 * @param story how it was trained
 * @param recipe what a table's columns become, if inputs are rows of one
 * @param scaling what was done to values to predict, if anything; what is published takes it back
 * @param pictures what files of pictures become, if inputs are such
 * @param outputs the several outputs that lie side by side in a prediction, if there are
 */
public record Trained(
    CheckedHierarchy checked,
    Readout readout,
    Task task,
    List<String> classes,
    Optional<Normalization> normalization,
    Map<String, Parameter> parameters,
    Provenance story,
    Optional<TableRecipe> recipe,
    Optional<Normalization> scaling,
    Optional<PictureRecipe> pictures,
    Optional<Parts> outputs) {

  /**
   * The values of one tensor.
   *
   * @param data its shape and values
   * @param trainable whether gradients train it; false for running statistics
   */
  public record Parameter(TensorData data, boolean trainable) {}

  /** Copies the collections. */
  public Trained {
    classes = List.copyOf(classes);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Gives what was trained on inputs that are no rows of a table. */
  public Trained(
      CheckedHierarchy checked,
      Readout readout,
      Task task,
      List<String> classes,
      Optional<Normalization> normalization,
      Map<String, Parameter> parameters,
      Provenance story) {
    this(
        checked,
        readout,
        task,
        classes,
        normalization,
        parameters,
        story,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Takes a run's values out of native memory, without those of networks that only guided. */
  public static Trained of(Run run) {
    Outcome outcome = run.outcome();
    CheckedHierarchy published = Checker.check(outcome.checked().description().withoutTeachers());
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (CheckedNetwork each : published.networks()) {
      parameters.putAll(parameters(outcome.networks().network(each.name())));
    }
    return new Trained(
        published,
        outcome.readout(),
        outcome.recipe().task(),
        outcome.recipe().data().kind() instanceof Targets.Classes kind ? kind.names() : List.of(),
        outcome.recipe().data().normalization(),
        parameters,
        Provenance.of(outcome),
        outcome.form().recipe(),
        outcome.form().targets().scaled(),
        outcome.form().pictures(),
        outcome.form().targets().outputs());
  }

  /** Takes a network as it is given, with how well it does on data like those that it is for. */
  public static Trained of(PretrainedNetwork network, DataSet data) {
    DataForm form = network.form(data);
    Evaluation evaluation = network.evaluate(data);
    return new Trained(
        Checker.check(network.given().network()),
        network.readout(),
        Measured.task(form.targets()),
        form.targets() instanceof Targets.Classes kind ? kind.names() : List.of(),
        form.normalization(),
        parameters(network.networks().networks().get(0)),
        Provenance.of(network.given().values(), data, evaluation),
        form.recipe(),
        form.targets().scaled(),
        form.pictures(),
        form.targets().outputs());
  }

  private static Map<String, Parameter> parameters(NetworkBlock network) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (NamedParameter parameter : network.parameters()) {
      parameters.put(
          network.network().name() + "." + parameter.name(),
          new Parameter(TensorData.of(parameter.array()), parameter.trainable()));
    }
    return parameters;
  }

  /** Says whether its output stands for classes. */
  public boolean classifies() {
    return task == Task.CLASSIFICATION;
  }

  /** Says whether its output has logits of classes, which a softmax makes probabilities of. */
  public boolean scores() {
    return classifies() || outputs.map(Parts::haveClasses).orElse(false);
  }

  /** Gives the shape of one prediction. */
  public Dims output() {
    return checked.network(readout.networks().get(0)).orElseThrow().output();
  }

  /** Gives the values of the tensor of a name, {@code network.layer.name}. */
  Parameter parameter(String path) {
    Parameter parameter = parameters.get(path);
    if (parameter == null) {
      throw new IllegalStateException(
          "parameter %s: no values were given. There are %s.".formatted(path, parameters.keySet()));
    }
    return parameter;
  }

  /** Gives the parameters that a hierarchy has, as {@code network.layer.name}, in order. */
  public static Map<String, ParameterSpec> specs(CheckedHierarchy checked) {
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    for (CheckedNetwork network : checked.networks()) {
      for (CheckedLayer layer : network.layers()) {
        for (ParameterSpec spec : layer.parameters()) {
          specs.put(network.name() + "." + layer.name() + "." + spec.name(), spec);
        }
      }
    }
    return specs;
  }

  /**
   * Refuses layers that do not say what they compute.
   *
   * @throws ZooException naming every such layer
   */
  void requireFormulas(String format) {
    require(
        (layer, in) -> !(layer instanceof CustomLayer),
        "%s is a custom layer, which " + format + " cannot express",
        "describing it by Espalier's layers or script(...), or DJL's own Model.save");
  }

  /**
   * Refuses layers that have no ONNX operators.
   *
   * @throws ZooException naming every such layer
   */
  void requireOnnx() {
    require(
        (layer, in) -> layer.onnx(in).isPresent(),
        "%s has no ONNX operators",
        "TorchScript, or a layer with onnx(...)");
  }

  private void require(BiPredicate<Layer, Dims> sound, String what, String advice) {
    List<Problem> problems = new ArrayList<>();
    for (CheckedNetwork network : checked.networks()) {
      visit(
          network.description().layers(),
          network.name(),
          network.input(),
          (path, named, in) -> {
            if (!sound.test(named, in)) {
              problems.add(new Problem("layer " + path, what.formatted(named), advice));
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new ZooException("hierarchy '" + checked.name() + "'", problems);
    }
  }

  private static void visit(
      List<NamedLayer> layers, String prefix, Dims input, LayerVisitor visitor) {
    Dims in = input;
    for (NamedLayer named : layers) {
      String path = prefix + "." + named.name();
      visitor.visit(path, named.layer(), in);
      for (Branch branch : named.layer().branches()) {
        visit(branch.layers(), path + "." + branch.name(), in, visitor);
      }
      in = named.layer().outputOf(in);
    }
  }

  /** Sees each layer in its place, those inside others too. */
  private interface LayerVisitor {
    void visit(String path, Layer layer, Dims in);
  }

  @Override
  public String toString() {
    return "%s, predicts %s, %s tensors".formatted(checked.name(), readout, parameters.size());
  }
}
