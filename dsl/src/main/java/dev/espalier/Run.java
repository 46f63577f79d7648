package dev.espalier;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.table.Tokenized;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Pretrained;
import dev.espalier.describe.problem.Given;
import dev.espalier.report.PredictionTable;
import dev.espalier.report.Report;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tech.tablesaw.api.Table;

/**
 * A finished training: trained networks, plan, recipe and log, from which reports, predictions and
 * exports are made.
 *
 * <p>It owns native memory. Closing it frees that at once; a run that is only forgotten frees it
 * when it is garbage collected.
 */
public final class Run implements Pretrained, AutoCloseable {
  private final Outcome outcome;

  /** Wraps what a training gave. */
  public Run(Outcome outcome) {
    Given.all("outcome", outcome);
    this.outcome = outcome;
  }

  /** Gives everything that the training gave. */
  public Outcome outcome() {
    return outcome;
  }

  /** Gives the trained hierarchy. */
  public CheckedHierarchy checked() {
    return outcome.checked();
  }

  /** Gives the plan that ran. */
  public Plan plan() {
    return outcome.plan();
  }

  /** Gives the recipe that it ran by. */
  public Recipe recipe() {
    return outcome.recipe();
  }

  /** Gives what happened. */
  public RunLog log() {
    return outcome.log();
  }

  /** Gives tables, text, charts and a page of what was trained and how well it went. */
  public Report report() {
    return Report.of(outcome);
  }

  /**
   * Gives the class probabilities or values of one sample.
   *
   * @param sample raw, as {@code Sample.of(...)} gives it, or of a data set that is normalised as
   *     the training data were
   * @throws IllegalArgumentException if it is not such a sample: another shape, another
   *     normalisation, a value that is not finite or no token
   */
  public Prediction predict(Sample sample) {
    Given.all("sample", sample);
    return outcome.predict(sample);
  }

  /**
   * Gives the class probabilities or values of one row of a table, where the training data were one
   * with a recipe.
   *
   * @param row what stands in each column, by its name; null for a missing cell
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cell cannot be
   *     read
   */
  public Prediction predict(Map<String, ?> row) {
    Given.all("row", row);
    return outcome.predict(outcome.form().prepare("row", row));
  }

  /**
   * Gives the class probabilities of a picture in a file, where the training data were a folder of
   * pictures.
   *
   * @param picture PNG, JPEG, GIF or BMP; it is brought to size as those were
   * @throws dev.espalier.data.problem.DataException if it is no picture, or is damaged
   */
  public Prediction predict(Path picture) {
    Given.all("picture", picture);
    return outcome.predict(outcome.form().prepare(picture));
  }

  /**
   * Gives the class probabilities or values of a text, where the training data were one column of
   * texts.
   *
   * @throws dev.espalier.data.problem.DataException if the text is blank, or its tokenizer's
   *     library is absent
   * @throws IllegalArgumentException if inputs are other columns, or no table's
   */
  public Prediction predict(String text) {
    Given.all("text", text);
    return predict(Tokenized.row(outcome.form().recipe(), text));
  }

  /**
   * Gives what is predicted for each row of a table, where the training data were one with a
   * recipe: a column {@code class} and {@code probability of NAME} for each, or the values.
   *
   * @param table columns are found by their names; what is to be predicted need not be in it
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cells cannot be
   *     read
   */
  public Table predict(Table table) {
    Given.all("table", table);
    DataForm form = outcome.form();
    List<Prediction> said = predict(form.toPredict(table));
    return PredictionTable.of(table.name(), said, form.recipe().orElseThrow().target().columns());
  }

  /** Gives what some of the networks say of one sample. */
  public Prediction predict(Readout readout, Sample sample) {
    Given.all("readout", readout, "sample", sample);
    return outcome.predict(readout, sample);
  }

  /**
   * Gives the class probabilities or values of each sample of a data set, in its order.
   *
   * @param data raw, or normalised as the training data were
   * @throws dev.espalier.data.problem.DataException if the data do not fit
   */
  public List<Prediction> predict(DataSet data) {
    Given.all("data", data);
    return outcome.predict(outcome.readout(), data);
  }

  /**
   * Gives what some of the networks say of each sample of a data set, in its order.
   *
   * @param data raw, or normalised as the training data were
   * @throws dev.espalier.data.problem.DataException if the data do not fit
   */
  public List<Prediction> predict(Readout readout, DataSet data) {
    Given.all("readout", readout, "data", data);
    return outcome.predict(readout, data);
  }

  /**
   * Measures the trained hierarchy on a data set.
   *
   * @param data raw, or normalised as the training data were; classes in another order, or only
   *     some of them, are found by name, and the evaluation says so after the data's name
   * @throws dev.espalier.data.problem.DataException if the data do not fit: other classes or
   *     targets, rows of another width, another normalisation
   */
  public Evaluation evaluate(DataSet data) {
    Given.all("data", data);
    return outcome.evaluate(data);
  }

  /** Measures some of the networks on a data set. */
  public Evaluation evaluate(Readout readout, DataSet data) {
    Given.all("readout", readout, "data", data);
    return outcome.evaluate(readout, data);
  }

  /**
   * Gives the network that predicts with its values, to guide others or to start from; this run may
   * be closed afterwards.
   *
   * @throws IllegalArgumentException if several networks predict together; {@link #network} gives
   *     one of them
   */
  @Override
  public GivenNetwork given() {
    return outcome.given();
  }

  /**
   * Gives one of the networks with its values. Where its input comes from another network, that
   * one's layers stand before its own.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public GivenNetwork network(String name) {
    return outcome.given(name);
  }

  /** Gives the metrics on the validation data, or on the training data where there is none. */
  public Evaluation result() {
    return outcome.result();
  }

  /**
   * Gives the trained values of all networks, as {@code network.layer.parameter}, statistics
   * included: a copy, to be written to a file or given to other networks.
   */
  public StateDict weights() {
    return outcome.networks().weights();
  }

  /**
   * Gives those of one network, as {@code layer.parameter}.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public StateDict weights(String network) {
    Given.all("network", network);
    return outcome.networks().weights(network);
  }

  /**
   * Gives those of one network under PyTorch's names for the same layers, such as {@code
   * norm.running_mean}, as {@code module.load_state_dict(torch.load(path))} takes them where the
   * module's parts are named as the layers are.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public StateDict stateDict(String network) {
    StateDict weights = weights(network);
    return weights.renamed(checked().network(network).orElseThrow().torchNames());
  }

  /**
   * Trains these networks further by another method; this run stays as it is. Validation data that
   * the recipe leaves out is this run's.
   *
   * <p>The recipe's data are brought to the form of this run's: raw values are normalised as they
   * were, and classes in another order, or only some of them, are found by name, as the log says.
   *
   * @throws dev.espalier.train.plan.PlanException if method, recipe and networks do not fit
   */
  public Run train(TrainingMethod method, UnaryOperator<RecipeBuilder> recipe) {
    Given.all("method", method, "recipe", recipe);
    RecipeBuilder start =
        recipe()
            .validation()
            .map(RecipeBuilder.empty()::validate)
            .orElse(RecipeBuilder.empty())
            .asDefaults();
    return new Run(
        TrainingEngine.train(outcome, method, Given.result("recipe", recipe.apply(start)).build()));
  }

  @Override
  public void close() {
    outcome.close();
  }

  @Override
  public String toString() {
    return outcome.toString();
  }
}
