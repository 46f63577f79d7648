package dev.espalier.methods.distillation;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Description;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The layers, data and steps that {@code distillation.py} computes with. */
final class Lesson {
  static final DataSet DATA =
      Data.fromArrays(
          "lesson",
          IntStream.range(0, 4).mapToObj(row -> numbers(2, 0.5 + 2 * row)).toArray(double[][]::new),
          new int[] {0, 1, 2, 0});

  private Lesson() {}

  /** Gives a network of one layer, with the values that {@code layer(shift)} has there. */
  static GivenNetwork layer(String name, double shift) {
    return new GivenNetwork(
        network(name, n -> n.input(2).output(3)),
        values(
            Map.of(
                "output.weight", TensorData.of(numbers(6, shift), 3, 2),
                "output.bias", TensorData.of(numbers(3, shift + 1), 3))));
  }

  /** Gives a network with a hidden layer of four units, {@code idea}. */
  static GivenNetwork deep(String name, double shift) {
    return new GivenNetwork(
        network(name, n -> n.input(2).dense("idea", 4).relu().output(3)),
        values(
            Map.of(
                "idea.weight", TensorData.of(numbers(8, shift), 4, 2),
                "idea.bias", TensorData.of(numbers(4, shift + 1), 4),
                "output.weight", TensorData.of(numbers(12, shift), 3, 4),
                "output.bias", TensorData.of(numbers(3, shift + 1), 3))));
  }

  /** Takes steps of gradient descent on all data at once, in 64 bits. */
  static Run steps(
      int steps,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> more) {
    return train(description, method, r -> more.apply(stepping(steps, DATA, r)));
  }

  static RecipeBuilder stepping(int steps, DataSet data, RecipeBuilder recipe) {
    return recipe.classify(data).sgd(0.5).fullBatch().epochs(steps).seed(3).float64().quiet();
  }

  /** Gives what a layer answers to the data, {@code (4, 3)}. */
  static double[] answers(double shift) {
    return IntStream.range(0, 4)
        .mapToObj(row -> answer(shift, DATA.inputs().doubles(row, row + 1)))
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }

  /** Gives what a layer answers to a sample. */
  static double[] answer(double shift, double[] x) {
    double[] weight = numbers(6, shift);
    double[] bias = numbers(3, shift + 1);
    return IntStream.range(0, 3)
        .mapToDouble(unit -> x[0] * weight[2 * unit] + x[1] * weight[2 * unit + 1] + bias[unit])
        .toArray();
  }

  private static GivenValues values(Map<String, TensorData> tensors) {
    return new GivenValues(StateDict.of(tensors), true, Optional.empty(), "weights");
  }

  private static double[] numbers(int count, double shift) {
    return IntStream.range(0, count).mapToDouble(i -> Math.sin(i + shift)).toArray();
  }
}
