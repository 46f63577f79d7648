package dev.espalier.data;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Subtracts an offset and divides by a scale, {@code y = (x - offset) / scale}.
 *
 * <p>There is one offset and one scale for each channel of images (channels x height x width), else
 * for each value of the last axis: for each feature, at every step of a sequence.
 *
 * @param offsets what is subtracted
 * @param scales what is divided by, not 0
 */
public record Normalization(List<Double> offsets, List<Double> scales) {
  private static final int CHUNK = 256;

  /** Copies the lists; refuses unequal lengths, a scale of 0 and a number that is not finite. */
  public Normalization {
    Given.all("offsets", offsets, "scales", scales);
    offsets = List.copyOf(offsets);
    scales = List.copyOf(scales);
    if (offsets.size() != scales.size() || scales.stream().anyMatch(scale -> scale == 0)) {
      throw new IllegalArgumentException(
          "normalization: found %s offsets and scales %s, needed as many scales, none of them 0. "
                  .formatted(offsets.size(), scales)
              + "Try a scale of 1 for a constant feature.");
    }
    requireFinite("offset", offsets);
    requireFinite("scale", scales);
  }

  /** Gives mean 0 and standard deviation 1 on these rows; a constant feature becomes 0. */
  public static Normalization standardizing(Rows rows) {
    Given.all("rows", rows);
    Groups groups = Groups.of(rows.dims());
    // Distances from the first value: a constant feature then has a deviation of exactly 0.
    double[] first = new double[groups.count()];
    double[] sums = new double[groups.count()];
    eachValue(rows.select(0), (group, value) -> first[group] = value);
    eachValue(rows, (group, value) -> sums[group] += value - first[group]);
    double each = (double) rows.size() * rows.width() / groups.count();
    double[] means = new double[groups.count()];
    Arrays.setAll(means, group -> first[group] + sums[group] / each);
    double[] squares = new double[groups.count()];
    eachValue(
        rows, (group, value) -> squares[group] += (value - means[group]) * (value - means[group]));
    return of(means, Arrays.stream(squares).map(square -> Math.sqrt(square / each)).toArray());
  }

  /** Gives lowest value 0 and highest value 1 on these rows; a constant feature becomes 0. */
  public static Normalization scalingToUnit(Rows rows) {
    Given.all("rows", rows);
    Groups groups = Groups.of(rows.dims());
    double[] lowest = new double[groups.count()];
    double[] highest = new double[groups.count()];
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    Arrays.fill(highest, Double.NEGATIVE_INFINITY);
    eachValue(
        rows,
        (group, value) -> {
          lowest[group] = Math.min(lowest[group], value);
          highest[group] = Math.max(highest[group], value);
        });
    double[] ranges = new double[groups.count()];
    Arrays.setAll(ranges, group -> highest[group] - lowest[group]);
    return of(lowest, ranges);
  }

  /** Gives the one that does this to the values among several outputs and nothing to classes. */
  Normalization leavingClasses(Parts outputs) {
    double[] own = offsets.stream().mapToDouble(Double::doubleValue).toArray();
    double[] other = scales.stream().mapToDouble(Double::doubleValue).toArray();
    for (Parts.Part part : outputs.list()) {
      if (part.ofClasses()) {
        Arrays.fill(own, part.from(), part.to(), 0);
        Arrays.fill(other, part.from(), part.to(), 1);
      }
    }
    return of(own, other);
  }

  /**
   * Gives the one normalisation that does this one and then another.
   *
   * @throws IllegalArgumentException if the other is for another number of features or channels, or
   *     both in one take a number beyond what a double holds
   */
  public Normalization then(Normalization next) {
    Given.all("next", next);
    if (next.scales.size() != scales.size()) {
      throw new IllegalArgumentException(
          "normalization: found %s scales after one of %s, needed as many. Try one learned on the same data."
              .formatted(next.scales.size(), scales.size()));
    }
    double[] bothOffsets = new double[offsets.size()];
    double[] bothScales = new double[offsets.size()];
    for (int i = 0; i < bothOffsets.length; i++) {
      bothOffsets[i] = offsets.get(i) + next.offsets.get(i) * scales.get(i);
      bothScales[i] = scales.get(i) * next.scales.get(i);
    }
    return new Normalization(
        Arrays.stream(bothOffsets).boxed().toList(), Arrays.stream(bothScales).boxed().toList());
  }

  /** Gives the normalisation that takes this one back. */
  public Normalization inverse() {
    double[] back = new double[offsets.size()];
    Arrays.setAll(back, i -> -offsets.get(i) / scales.get(i));
    return new Normalization(
        Arrays.stream(back).boxed().toList(), scales.stream().map(scale -> 1 / scale).toList());
  }

  /**
   * Takes this back from rows of a shape, one after the other, in their place.
   *
   * @param values row-major
   */
  public void undo(double[] values, Dims dims) {
    Given.all("values", values, "dims", dims);
    double[] offset = offsetOfEachValue(dims);
    double[] scale = scaleOfEachValue(dims);
    for (int i = 0; i < values.length; i++) {
      int place = i % scale.length;
      values[i] = values[i] * scale[place] + offset[place];
    }
  }

  /** Gives a view of rows, normalised. */
  public Rows apply(Rows rows) {
    Given.all("rows", rows);
    return new NormalizedRows(rows, this);
  }

  /** Gives a sample, normalised; what was done to it before is kept in one with it. */
  public Sample apply(Sample sample) {
    Given.all("sample", sample);
    Rows rows = apply(Rows.of(sample.doubles(), sample.dims()));
    Normalization all = sample.normalization().map(before -> before.then(this)).orElse(this);
    return Sample.of(sample.dims(), rows.row(0)).normalizedBy(all);
  }

  double[] offsetOfEachValue(Dims dims) {
    return eachValue(dims, offsets);
  }

  double[] scaleOfEachValue(Dims dims) {
    return eachValue(dims, scales);
  }

  private double[] eachValue(Dims dims, List<Double> numbers) {
    Groups groups = Groups.of(dims);
    if (groups.count() != numbers.size()) {
      throw new IllegalArgumentException(
          "normalization: found %s scales, needed %s for rows of shape %s. Try one learned on them."
              .formatted(numbers.size(), groups.count(), dims));
    }
    double[] values = new double[Math.toIntExact(dims.count())];
    Arrays.setAll(values, place -> numbers.get(groups.ofPlace().applyAsInt(place)));
    return values;
  }

  private static void requireFinite(String role, List<Double> numbers) {
    for (int place = 0; place < numbers.size(); place++) {
      if (!Double.isFinite(numbers.get(place))) {
        throw new IllegalArgumentException(
            "normalization: the %s at %s is %s, needed a finite number. Try one learned on data."
                .formatted(role, place, numbers.get(place)));
      }
    }
  }

  private static Normalization of(double[] offsets, double[] scales) {
    return new Normalization(
        Arrays.stream(offsets).boxed().toList(),
        Arrays.stream(scales).map(scale -> scale == 0 ? 1 : scale).boxed().toList());
  }

  private static void eachValue(Rows rows, ValueVisitor visitor) {
    int width = rows.width();
    int[] groupOf = new int[width];
    Arrays.setAll(groupOf, Groups.of(rows.dims()).ofPlace());
    for (int from = 0; from < rows.size(); from += CHUNK) {
      double[] values = rows.doubles(from, Math.min(from + CHUNK, rows.size()));
      for (int i = 0; i < values.length; i++) {
        visitor.accept(groupOf[i % width], values[i]);
      }
    }
  }

  private interface ValueVisitor {
    void accept(int group, double value);
  }

  /** Which values of a row share an offset and a scale. */
  private record Groups(int count, IntUnaryOperator ofPlace) {
    static Groups of(Dims dims) {
      if (dims.rank() == 0) {
        return new Groups(1, place -> 0);
      }
      if (dims.rank() == 3) {
        int pixels = Math.toIntExact(dims.size(1) * dims.size(2));
        return new Groups(Math.toIntExact(dims.size(0)), place -> place / pixels);
      }
      int features = Math.toIntExact(dims.size(-1));
      return new Groups(features, place -> place % features);
    }
  }

  @Override
  public String toString() {
    return "normalization of " + offsets.size() + (offsets.size() == 1 ? " channel" : " features");
  }
}
