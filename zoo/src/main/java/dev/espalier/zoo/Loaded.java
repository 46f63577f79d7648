package dev.espalier.zoo;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Standalone;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.Tokenized;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Pretrained;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.graph.Provenance;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * A model as it was trained: its description, its values, and how it came about.
 *
 * @param name the model's name
 * @param version the version
 * @param checked the hierarchy with its shapes
 * @param readout what it predicts
 * @param task what its output stands for
 * @param classes the classes' names; empty for values
 * @param normalization what was done to the training inputs, if anything
 * @param values the values of every tensor, as {@code network.layer.name}, statistics included
 * @param story how it was trained
 * @param recipe what a table's columns become, if inputs are rows of one
 * @param scaling what was done to values to predict, if anything; predictions are in their own
 *     units
 * @param pictures what files of pictures become, if inputs are such
 * @param outputs the several outputs that lie side by side in a prediction, if there are
 */
public record Loaded(
    String name,
    String version,
    CheckedHierarchy checked,
    Readout readout,
    Task task,
    List<String> classes,
    Optional<Normalization> normalization,
    Map<String, TensorData> values,
    Provenance story,
    Optional<TableRecipe> recipe,
    Optional<Normalization> scaling,
    Optional<PictureRecipe> pictures,
    Optional<Parts> outputs)
    implements Pretrained {

  /** Copies the collections in their order. */
  public Loaded {
    Given.all(
        "name",
        name,
        "version",
        version,
        "checked",
        checked,
        "readout",
        readout,
        "task",
        task,
        "classes",
        classes,
        "normalization",
        normalization,
        "values",
        values,
        "story",
        story,
        "recipe",
        recipe,
        "scaling",
        scaling,
        "pictures",
        pictures,
        "outputs",
        outputs);
    classes = List.copyOf(classes);
    if (classes.isEmpty() != (task != Task.CLASSIFICATION)) {
      throw new IllegalArgumentException(
          "model '%s': found %s classes for %s, needed %s. Try what Zoo.load(...) gives."
              .formatted(
                  Shown.name(name),
                  classes.size(),
                  task,
                  task == Task.CLASSIFICATION ? "at least 1" : "none"));
    }
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Gives a model whose inputs are no rows of a table. */
  public Loaded(
      String name,
      String version,
      CheckedHierarchy checked,
      Readout readout,
      Task task,
      List<String> classes,
      Optional<Normalization> normalization,
      Map<String, TensorData> values,
      Provenance story) {
    this(
        name,
        version,
        checked,
        readout,
        task,
        classes,
        normalization,
        values,
        story,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Gives the networks with the trained values, which can predict and be trained on; the caller
   * closes them.
   *
   * @param device where they compute
   * @throws ZooException if a parameter has no values, or those of another type or shape
   */
  public CompiledHierarchy compile(Device device) {
    Given.all("device", device);
    DataType type =
        values.values().stream().map(TensorData::type).findFirst().orElse(DataType.FLOAT32);
    CompiledHierarchy networks = CompiledHierarchy.of(checked, device, type, 0);
    try {
      for (NetworkBlock block : networks.networks()) {
        for (NamedParameter parameter : block.parameters()) {
          String tensor = block.network().name() + "." + parameter.name();
          set(parameter.array(), values(tensor, parameter.array()));
        }
      }
      return networks;
    } catch (RuntimeException e) {
      networks.close();
      throw e;
    }
  }

  /**
   * Gives the network that predicts with its values, to guide others or to start from.
   *
   * @throws IllegalArgumentException if several networks predict together; {@link #network} gives
   *     one of them
   */
  @Override
  public GivenNetwork given() {
    if (!readout.single()) {
      List<String> names = readout.networks();
      throw new IllegalArgumentException(
          "%s: it predicts by %s, and a given network is one. Try network(\"%s\") of it."
              .formatted(origin(), readout, names.get(names.size() - 1)));
    }
    return network(readout.networks().get(0));
  }

  /**
   * Gives one of the networks with its values. Where its input comes from another network, that
   * one's layers stand before its own.
   *
   * @param network its name
   * @throws IllegalArgumentException if there is no such network
   */
  public GivenNetwork network(String network) {
    Given.all("network", network);
    return Standalone.of(
        checked, network, this::weights, Optional.of(form().trainedOn()), origin());
  }

  private String origin() {
    return "model '%s %s'".formatted(name, version);
  }

  /** Gives the values of all networks, as {@code network.layer.parameter}. */
  public StateDict weights() {
    return StateDict.of(values);
  }

  /**
   * Gives those of one network, as {@code layer.parameter}.
   *
   * @throws IllegalArgumentException if there is no such network, or it has no parameters
   */
  public StateDict weights(String network) {
    Given.all("network", network);
    return weights().under(network);
  }

  /** Gives what data the networks take: all that reach them go through this. */
  public DataForm form() {
    return new DataForm(name, checked.input(), targets(), normalization, checked.tokens(), recipe)
        .pictures(pictures);
  }

  /**
   * Trains the networks further from their published values, by a method and a recipe.
   *
   * <p>The recipe's data are raw, or normalised as {@link #normalization} says; classes in another
   * order, or only some of them, are found by name.
   */
  public Run train(TrainingMethod method, UnaryOperator<RecipeBuilder> recipe) {
    Given.all("method", method, "recipe", recipe);
    try (CompiledHierarchy start = compile(Device.cpu())) {
      Recipe built = Given.result("recipe", recipe.apply(RecipeBuilder.empty())).build();
      return new Run(TrainingEngine.train(start, form(), method, built));
    }
  }

  /** Gives the model with its networks in memory, ready to predict; the caller closes it. */
  public ReadyModel ready(Device device) {
    Given.all("device", device);
    return new ReadyModel(this, compile(device));
  }

  /**
   * Gives the class probabilities or values of one sample; {@link #ready} is for many.
   *
   * @param sample raw, or of a data set that is normalised as {@link #normalization} says
   * @throws IllegalArgumentException if it is not such a sample
   */
  public Prediction predict(Sample sample) {
    Given.all("sample", sample);
    try (ReadyModel model = ready(Device.cpu())) {
      return model.predict(List.of(sample)).get(0);
    }
  }

  /**
   * Gives the class probabilities or values of one row of a table, where the model was trained on
   * one with a recipe.
   *
   * @param row what stands in each column, by its name; null for a missing cell
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cell cannot be
   *     read
   */
  public Prediction predict(Map<String, ?> row) {
    Given.all("row", row);
    return predict(form().prepare("row", row));
  }

  /**
   * Gives the class probabilities of a picture in a file, where the model was trained on a folder
   * of pictures.
   *
   * @param picture PNG, JPEG, GIF or BMP; it is brought to size as those were
   * @throws dev.espalier.data.problem.DataException if it is no picture, or is damaged
   */
  public Prediction predict(Path picture) {
    Given.all("picture", picture);
    return predict(form().prepare(picture));
  }

  /**
   * Gives the class probabilities or values of a text, where the model was trained on one column of
   * texts.
   *
   * @throws dev.espalier.data.problem.DataException if the text is blank, or its tokenizer's
   *     library is absent
   * @throws IllegalArgumentException if inputs are other columns, or no table's
   */
  public Prediction predict(String text) {
    Given.all("text", text);
    return predict(Tokenized.row(recipe, text));
  }

  /**
   * Gives what is predicted for each row of a table, where the model was trained on one with a
   * recipe: a column {@code class} and {@code probability of NAME} for each, or the values.
   *
   * @param table columns are found by their names; what is to be predicted need not be in it
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cells cannot be
   *     read
   */
  public Table predict(Table table) {
    Given.all("table", table);
    try (ReadyModel model = ready(Device.cpu())) {
      return model.predict(table);
    }
  }

  /**
   * Gives the class probabilities or values of each sample of a data set, in its order.
   *
   * @param data raw, or normalised as {@link #normalization} says
   * @throws IllegalArgumentException if its samples do not fit
   */
  public List<Prediction> predict(DataSet data) {
    Given.all("data", data);
    try (ReadyModel model = ready(Device.cpu())) {
      return model.predict(IntStream.range(0, data.size()).mapToObj(data::input).toList());
    }
  }

  /** Gives classes that are called by their numbers as known by number alone. */
  private Targets targets() {
    String first = readout.networks().get(0);
    return Targets.ofOutput(
        checked.network(first).orElseThrow().output(), classes, scaling, outputs);
  }

  private TensorData values(String tensor, NDArray array) {
    List<Long> dims = Arrays.stream(array.getShape().getShape()).boxed().toList();
    TensorData data = values.get(tensor);
    if (data == null || data.type() != array.getDataType() || !data.dims().equals(dims)) {
      throw ZooException.of(
          "model '" + name + "'",
          "tensor " + tensor,
          "found %s, needed %s of %s"
              .formatted(
                  data == null ? "none" : data.type() + " of " + data.dims(),
                  array.getDataType(),
                  dims),
          "all values as Zoo.load(...) gives them");
    }
    return data;
  }

  private static void set(NDArray array, TensorData data) {
    array.set(data.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public String toString() {
    return "%s %s: %s, predicts %s".formatted(name, version, checked, readout);
  }
}
