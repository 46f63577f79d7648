package dev.espalier.data;

import ai.djl.ndarray.types.DataType;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.table.TableRows;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/**
 * What data have besides inputs with their targets: values by name, and inputs without targets.
 *
 * @param rows the values, one row a sample
 * @param unlabelled the inputs without targets
 * @param weights how much each row counts
 * @param table the rows of the table that the inputs were made from
 * @param pictures how files of pictures become inputs like these
 */
record DataColumns(
    Map<String, Rows> rows,
    Optional<Rows> unlabelled,
    Optional<Rows> weights,
    Optional<TableRows> table,
    Optional<PictureRecipe> pictures) {
  static final DataColumns NONE =
      new DataColumns(
          Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  private static final double LEAST_PROBABILITY = 1e-30;

  DataColumns {
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  DataColumns with(String name, Rows values, int size, String data) {
    Findings findings = new Findings();
    requireNoOther(unlabelled.isPresent(), "withColumn(...)", "rows without labels", data);
    if (name.isBlank()) {
      findings.add("withColumn(...)", "the column has no name", "a name");
    }
    if (rows.containsKey(name)) {
      findings.add(where(name), "there is one of that name already", "another name");
    }
    if (values.size() != size) {
      findings.add(
          where(name),
          "found %s rows, needed %s as the data have".formatted(values.size(), size),
          "");
    }
    findings.throwIfAny(subject(data));
    RowChecks.requireFinite(data, values, where(name));
    Map<String, Rows> more = new LinkedHashMap<>(rows);
    more.put(name, values);
    return new DataColumns(more, unlabelled, weights, table, pictures);
  }

  DataColumns withUnlabelled(Rows inputs, Dims dims, String data) {
    requireNoOther(!rows.isEmpty(), "withUnlabelled(...)", "the columns " + rows.keySet(), data);
    requireNoOther(unlabelled.isPresent(), "withUnlabelled(...)", "rows without labels", data);
    requireNoOther(table.isPresent(), "withUnlabelled(...)", "a table's recipe", data);
    requireNoOther(weights.isPresent(), "withUnlabelled(...)", "weights of rows", data);
    Findings findings = new Findings();
    if (inputs.size() == 0) {
      findings.add("withUnlabelled(...)", "found no row, needed at least 1", "");
    }
    if (!inputs.dims().equals(dims)) {
      findings.add(
          "withUnlabelled(...)",
          "found rows of %s, needed %s as the data have".formatted(inputs.dims(), dims),
          "");
    }
    findings.throwIfAny(subject(data));
    RowChecks.requireFinite(data, inputs, "input without a label");
    return new DataColumns(rows, Optional.of(inputs), weights, table, pictures);
  }

  DataColumns withWeights(double[] each, int size, String data) {
    requireNoOther(weights.isPresent(), "withWeights(...)", "weights of rows", data);
    requireNoOther(unlabelled.isPresent(), "withWeights(...)", "rows without labels", data);
    Findings findings = new Findings();
    if (each.length != size) {
      findings.add(
          "withWeights(...)",
          "found %s, needed %s as there are rows".formatted(each.length, size),
          "one a row");
    }
    for (int row = 0; row < each.length; row++) {
      if (!(each[row] >= 0 && each[row] <= Float.MAX_VALUE)) {
        findings.add(
            "row " + row,
            "the weight is %s, needed a finite number of at least 0".formatted(each[row]),
            "");
      }
    }
    findings.throwIfAny(subject(data));
    if (DoubleStream.of(each).allMatch(weight -> weight == 0)) {
      throw DataException.of(
          subject(data), "withWeights(...)", "all are 0", "one above 0 at least");
    }
    Rows rowsOfWeights = Rows.of(each.clone(), Dims.of());
    return new DataColumns(rows, unlabelled, Optional.of(rowsOfWeights), table, pictures);
  }

  DataColumns normalized(Normalization by, String data) {
    Optional<Rows> normalized = unlabelled.map(by::apply);
    normalized.ifPresent(
        inputs -> RowChecks.requireFinite(data, inputs, "normalised input without a label"));
    return new DataColumns(rows, normalized, weights, table, pictures);
  }

  private static void requireNoOther(boolean has, String call, String other, String data) {
    if (has) {
      throw DataException.of(
          subject(data), call, "the data have %s already".formatted(other), "one of both");
    }
  }

  DataColumns withTable(Optional<TableRows> other) {
    return new DataColumns(rows, unlabelled, weights, other, pictures);
  }

  DataColumns withPictures(PictureRecipe recipe) {
    return new DataColumns(rows, unlabelled, weights, table, Optional.of(recipe));
  }

  DataColumns select(int[] numbers) {
    DataColumns selected = changed(each -> each.select(numbers));
    return selected.withTable(table.map(each -> each.select(numbers)));
  }

  /** Gives these rows and then others', which must be of the same columns. */
  DataColumns and(DataColumns other, String data) {
    if (!shapes().equals(other.shapes())) {
      throw DataException.of(
          subject(data),
          "and(...)",
          "found the columns %s there and %s here".formatted(other.shapes(), shapes()),
          "the same columns in both");
    }
    if (weights.isPresent() != other.weights.isPresent()) {
      throw DataException.of(
          subject(data),
          "and(...)",
          "found rows with weights and rows without",
          "withWeights(...) for both, or after it");
    }
    if (pictures.isPresent() && other.pictures.isPresent() && !pictures.equals(other.pictures)) {
      throw DataException.of(
          subject(data),
          "and(...)",
          "found %s there and %s here".formatted(other.pictures.get(), pictures.get()),
          "the same size and fit for both");
    }
    Map<String, Rows> joined = new LinkedHashMap<>(rows);
    joined.replaceAll((name, own) -> own.and(other.rows.getOrDefault(name, own)));
    return new DataColumns(
        joined,
        unlabelled
            .map(own -> other.unlabelled.map(own::and).orElse(own))
            .or(() -> other.unlabelled),
        weights.map(own -> own.and(other.weights.orElseThrow())),
        table.flatMap(own -> other.table.map(own::and)),
        pictures.or(() -> other.pictures));
  }

  /** Says why classes cannot be numbered anew. */
  Optional<Problem> classesProblem(String where) {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                where,
                "the columns %s may be in the order of the classes, which changes"
                    .formatted(rows.keySet()),
                "it before the columns are added"));
  }

  static Rows rows(String name, TensorData values, String data) {
    List<Long> dims = values.dims();
    if (dims.isEmpty()) {
      throw DataException.of(
          subject(data), where(name), "found a single number, needed (rows, ...)", "a row each");
    }
    TensorData doubles = values.as(DataType.FLOAT64);
    double[] all = new double[doubles.bytes().remaining() / Double.BYTES];
    doubles.bytes().asDoubleBuffer().get(all);
    return Rows.of(all, new Dims(dims.subList(1, dims.size())));
  }

  static Rows logarithms(String name, Rows probabilities, int classes, String data) {
    Findings findings = new Findings();
    if (!probabilities.dims().equals(Dims.of(classes))) {
      findings.add(
          where(name),
          "found rows of %s, needed %s as there are classes"
              .formatted(probabilities.dims(), Dims.of(classes)),
          "");
    }
    double[] values = probabilities.doubles(0, probabilities.size());
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        findings.add(
            "row " + i / probabilities.width(),
            "the %s's value is %s, needed a probability".formatted(where(name), values[i]),
            "withColumn(...) for logits");
      }
      values[i] = Math.log(Math.max(values[i], LEAST_PROBABILITY));
    }
    findings.throwIfAny(subject(data));
    return Rows.of(values, probabilities.dims());
  }

  private Map<String, Dims> shapes() {
    Map<String, Dims> shapes = new LinkedHashMap<>();
    new TreeMap<>(rows).forEach((name, values) -> shapes.put(name, values.dims()));
    return shapes;
  }

  private DataColumns changed(UnaryOperator<Rows> change) {
    Map<String, Rows> changed = new LinkedHashMap<>(rows);
    changed.replaceAll((name, own) -> change.apply(own));
    return new DataColumns(changed, unlabelled, weights.map(change), table, pictures);
  }

  private static String subject(String data) {
    return "data set '" + data + "'";
  }

  private static String where(String name) {
    return "column '" + name + "'";
  }
}
